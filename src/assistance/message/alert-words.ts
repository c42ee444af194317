/**
 * Words of messages that report something: money that moved, parcels, orders, appointments. Folded (see `fold`). A
 * number in such a message is a code only if a code word names it.
 */
export const alerts = [
  // English
  'sent you|owe|requests|asks for|paid|unpaid|spent|debited|credited|charged|withdrawn|withdrew|deposited|received|transferred|approved',
  'declined|rejected|returned|completed|processed|posted|settled|refunded|reversed|cleared|bounced|booked',
  'purchased|bought|billed|deducted|added|topped up|recharged|redeemed|shipped|dispatched|delivered',
  'collected|arrived|arrives|arriving|scheduled|confirmed|earned|won|sent by|you sent|was sent|been sent',
  'failed|successful|successfully|blocked|changed|updated|logged in|signed in|due|overdue|is ready|available',
  'was used|used at|used for|purchase at|purchase of|payment of|payment to|payment from|transfer to|transfer of',
  'transfer from|spent at|withdrawal|deposit|refund|salary|cashback|balance|available|statement|invoice|bill|receipt',
  'parcel|package|shipment|delivery|courier|cheque|cheques|your order|order is|order has|orders|appointment',
  'booking|reservation|flight|ticket|voucher|coupon|discount|offer|sale|points|miles|locker|pickup|pick up',
  'merchant|terminal|tracking|fee|fees|loan|emi|instalment|premium|policy|subscription|renewal|prize|winner',
  'standing order|direct debit|thank you for|thanks for|kiosk|store|shop|cashier|queue|doctor|survey|loyalty',
  // German, Dutch
  'verfugbar|bezahlt|gezahlt|genehmigt|abgelehnt|abgebucht|gebucht|gutgeschrieben|belastet|uberwiesen|ausgezahlt',
  'abgehoben|eingezahlt|eingegangen|erhalten|erstattet|storniert|zugestellt|versandt|versendet|geliefert',
  'eingelost|erfolgreich|gesperrt|geandert|fallig|lastschrift|gutschrift|abbuchung|umsatz|kontostand',
  'guthaben|rechnung|quittung|paket|sendung|lieferung|bestellung|scheck|termin|buchung|gutschein|rabatt',
  'angebot|punkte|abholung|abholbereit|filiale|handler|gebuhr|rate|gewinn|tisch|zahlung an|zahlung bei',
  'betaald|goedgekeurd|geweigerd|afgewezen|afgeschreven|bijgeschreven|overgemaakt|opgenomen|gestort',
  'ontvangen|teruggestort|terugbetaald|verzonden|bezorgd|geleverd|gelukt|geblokkeerd|gewijzigd|saldo',
  'factuur|pakket|zending|levering|bestelling|afspraak|beschikbaar|boeking|korting|aanbieding|punten|winkel|cheque',
  // Spanish
  'pagado|pagada|pagaste|pago de|pago a|pago en|aprobado|aprobada|autorizado|autorizada|rechazado',
  'rechazada|cobrado|cargado|cargo|abonado|abono|debitado|acreditado|retiro|retirado|retiraste|transferido',
  'transferiste|transferencia de|transferencia a|devuelto|devuelta|reembolso|reembolsado|realizado',
  'realizada|enviado|enviada|enviaste|entregado|entregada|recibido|recibida|recibiste|compra|compraste',
  'gastaste|consumo|completado|completada|exitoso|exitosa|exitosamente|bloqueado|bloqueada|modificado',
  'vence|vencimiento|factura|recibo|paquete|envio|cheque|pedido|cita|reserva|descuento|oferta|puntos',
  'disponible|sucursal|cajero|comercio|tienda|confirmado|confirmada|turno|nomina|cuota|llega|llego|premio',
  // Portuguese
  'pago|paga|pagamento de|pagamento a|aprovado|aprovada|recusado|recusada|negada|creditado|debito|credito',
  'cobrado|lancado|devolvido|estornado|estorno|saque|sacou|deposito|depositado|efetuado|efetuada|entregue',
  'concluido|concluida|comprou|pagou|recebeu|recebido|recebida|enviou|bloqueada|alterada|vencimento|fatura',
  'disponivel|boleto|encomenda|entrega|pedido|consulta|desconto|pontos|agencia|loja|pix|chegou|sorteio',
  // French
  'paye|payee|regle|reglee|accepte|acceptee|approuve|approuvee|refuse|refusee|debite|debitee|credite',
  'creditee|preleve|prelevement|retrait|verse|versement|virement de|virement recu|rembourse|remboursement',
  'effectue|effectuee|expedie|expediee|livre|livree|livraison|recu|recue|envoye par|confirme|confirmee',
  'encaisse|rejete|rejetee|reussi|reussie|bloquee|modifie|modifiee|echeance|solde|facture|colis|commande',
  'cheque|rendez vous|reservation|remise|promotion|magasin|caisse|agence|achat de|achat chez|paiement de',
  'paiement chez|arrive|cadeau',
  // Italian
  'pagato|pagata|pagamento di|pagamento presso|approvato|approvata|autorizzato|autorizzata|rifiutato',
  'rifiutata|negato|addebitato|addebito|accreditato|accredito|prelevato|prelievo|versamento|eseguito',
  'eseguita|effettuato|effettuata|rimborsato|rimborso|stornato|spedito|spedita|consegnato|consegna',
  'completato|completata|confermato|confermata|respinto|speso|ricevuto|ricevuta|bloccata|modificata',
  'scadenza|disponibile|saldo|fattura|pacco|spedizione|ordine|assegno|appuntamento|prenotazione|sconto|offerta|punti',
  'negozio|esercente|filiale|acquisto di|acquisto presso|bonifico di|bonifico ricevuto|stipendio',
  // Polish, Czech
  'zaplacono|zaplaciles|oplacono|zatwierdzono|zatwierdzona|odrzucono|odrzucona|obciazono|obciazenie|uznanie',
  'uznano|pobrano|wyplacono|wyplata|wplata|wplacono|przelano|przelew na|przelew z|przelew od|zwrocono|zwrot',
  'zrealizowano|zrealizowana|wyslano|wyslana|dostarczono|dostarczona|nadano|nadana|doreczona|wykonano|wykonana',
  'dostepne srodki|otrzymano|otrzymales|zablokowana|zmieniono|saldo|rachunek|faktura|paczka|paczke|przesylka|przesylke',
  'zamowienie|czek|wizyta|rezerwacja|rabat|promocja|punkty|sklep|platnosc w|platnosc karta|transakcja karta',
  'zaplaceno|prijata|odeslana|balik|zasilka|objednavka|zustatek|faktury',
  // Turkish
  'odendi|odeme yapildi|onaylandi|onaylanmistir|reddedildi|cekildi|yatirildi|tahsil edildi|iade edildi|iade',
  'yapildi|yapilmistir|gerceklesti|gerceklestirildi|gerceklesmistir|gonderildi|teslim edildi|kargoya|kargo',
  'kargonuz|basarili|basariyla|harcandi|harcama|aktarildi|tamamlandi|islendi|geldi|geliyor|bloke edildi',
  'degistirildi|bakiye|bakiyeniz|ekstre|fatura|faturaniz|siparis|siparisiniz|paketiniz|gonderiniz|cek|randevu',
  'randevunuz|rezervasyon|indirim|kampanya|puan|magaza|isyeri|borc|borcunuz|taksit|maas|hesabiniza|hesabinizdan',
  // Arabic
  'تم|تمت|خصم|إيداع|ايداع|سحب|شراء|مشتريات|حوالة|تحويل من|تحويل إلى|مدفوع|مدفوعة|مرفوضة|مرفوض|رفض|استرداد',
  'توصيل|شحنة|شحنتك|الشحنة|طرد|الطرد|طردك|طلبك|طلبية|استلام|إضافة|اضافة|رصيد|رصيدك|الرصيد|المتاح|فاتورة|الفاتورة',
  'شيك|الشيك|موعد|موعدك|حجز|خصومات|عرض|نقاط|متجر|المتجر|فرع|راتب|قسط|تجاوز|وصل|وصلت|نجاح|بنجاح',
  // Hindi
  'भुगतान किया|भुगतान हुआ|का भुगतान|डेबिट|क्रेडिट|जमा|निकाले|निकासी|प्राप्त|वापस|सफल|अस्वीकृत|स्वीकृत|भेजा गया|भेजे गए|भेजे',
  'डिलीवर|डिलीवरी|काटे|कट गए|हो गया|हो गई|हुआ|हुई|हुए|खरीद|खरीदारी|शेष|उपलब्ध|बैलेंस|बिल|चेक|पार्सल|ऑर्डर|अपॉइंटमेंट|बुकिंग|छूट|ऑफर|अंक|दुकान|शाखा|किस्त|लौटाया|लौटा|ब्लॉक',
  // Russian, Ukrainian
  'оплачен*|одобрен*|отклонен*|списан*|зачислен*|переведен|переведено|снят*|выдан*|возврат|возвращен*',
  'исполнен|исполнено|выполнен|выполнена|выполнено|доставлен*|доставка|доставки|отправлен*|завершен|завершена',
  'проведен|проведена|подтвержден|подтверждена|подтверждено|получен|получено|получили|заблокирован*|изменен*',
  'покупка|покупки|оплата|зачисление|списание|перевод от|перевод на|выдача|баланс|доступно|остаток|счет на|чек|посылка',
  'посылку|заказ|заказа|запись|бронь|бронирование|скидка|скидки|акция|баллы|баллов|бонусов|бонусы|магазин',
  'терминал|платеж|зарплата|аванс|прибыл|прибыла|пополнение|сплачено|замовлення|зараховано|списано',
  // Northern and eastern Europe, Indonesia
  'betalt|mottagit|skickat|paket|saldo|faktura|bestallning|betaling|modtaget|pakke|maksettu|paketti|tilaus',
  'platita|incasat|colet|comanda|sold|fizetve|csomag|egyenleg|rendeles|πληρωμη|αγορα|υπολοιπο|δεμα|παραγγελια',
  'dibayar|berhasil|diterima|terkirim|paket|pesanan|saldo|tagihan|thanh toan|so du|don hang|giao hang',
];

export const unspacedAlerts =
  '消费|消費|支出|收入|入账|入帳|转账|轉帳|余额|餘額|包裹|快递|快遞|订单|訂單|取件|还款|缴费|账单|支払|お買い物|入金|出金|残高|荷物|配達|注文|결제|승인|입금|출금|잔액|택배|배송|주문|ชำระ|โอน|ยอด|พัสดุ';
