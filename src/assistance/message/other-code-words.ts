/** Codes and passwords that have nothing to do with a login. Masked together with the value after them. */
export const otherCodes = [
  'sort code|post code|postcode|postal code|zip code|zipcode|area code|country code|dial code',
  'dialling code|promo code|promotion code|promotional code|discount code|coupon code|voucher code',
  'gift code|gift card code|booking confirmation code|redemption code|referral code|invite code|invitation code|prize code|lottery code|draw code|meeting passcode|meeting password|webinar passcode|conference pin|qr kod|noutokoodi|nyitokod|hentekode',
  'promocode|reference code|ref code|booking code|reservation code|tracking code|error code',
  'response code|status code|reason code|product code|item code|branch code|swift code|bic code',
  'ifsc code|micr code|routing code|biller code|merchant code',
  'till code|terminal code|customer code|client code|tax code|hsn code',
  'pickup code|pick up code|collection code|delivery code|delivery otp|delivery pin|pickup pin',
  'locker code|locker pin|parcel code|door code|wifi password|wi fi password',
  'wifi code|puk code|puk|barcode|bar code|qr code|ussd code|unicode|vscode|encode|decode',
  'dress code|source code|without pin|without a pin|without otp|without password|no pin|w/o pin',
  // German, Dutch
  'rabattcode|gutscheincode|gewinncode|aktionscode|referenzcode|kundencode|fehlercode|abholcode|paketcode',
  'freundschaftscode|ohne pin|ohne tan|ohne passwort|vriendencode|kortingscode|afhaalcode|ophaalcode',
  'landcode|zonder pin|zonder pincode',
  // Spanish, Portuguese
  'codigo postal|codigo de barras|codigo promocional|codigo de descuento|codigo de cliente',
  'codigo de referencia|codigo de rastreo|codigo de seguimiento|codigo de recogida|codigo de reserva',
  'codigo de retiro|codigo de comercio|codigo de convenio|codigo de error|sin clave|sin pin|codigo de rastreamento',
  'codigo de desconto|codigo de retirada|codigo de levantamento',
  'codigo do produto|codigo de erro|codigo de envio|sem senha|sem pin',
  // French, Italian
  'code postal|code promo|code promotionnel|code client|code guichet|code banque|code barre',
  'code barres|code de retrait|code de suivi|code colis|code marchand|code erreur|sans code',
  'code de reduction|code de parrainage|code parrainage|codice fiscale|codice cliente|codice sconto|codice postale',
  'codice di ritiro|codice ritiro|codice spedizione|codice tracking|codice negozio|codice errore',
  'codice prenotazione|codice promozionale|senza pin|senza codice',
  // Polish, Czech
  'kod pocztowy|kod rabatowy|kod odbioru|kod promocyjny|kod kreskowy|kod qr|kodem odbioru|kod bledu|bez pin',
  'bez pinu|psc',
  // Turkish
  'posta kodu|indirim kodu|teslimat kodu|teslim kodu|kargo kodu|kampanya kodu|kupon kodu|kupon kodunuz|indirim kodunuz',
  'isyeri kodu|sube kodu|hata kodu|sifresiz|takip kodu|kare kod|referans kodu',
  // Indonesian, Vietnamese
  'kode pos|kode promo|kode voucher|kode booking|kode bayar|ma giam gia|ma don hang',
  // Russian, Ukrainian
  'промокод|промокода|промо код|штрих код|штрихкод|код города|код страны|код получения',
  'код выдачи|код для получения|код ошибки|код товара|код заказа|почтовый код|без пароля|без пин',
  // Arabic, Hindi
  'رمز الخصم|كود الخصم|كود خصم|رمز بريدي|الرمز البريدي|رمز الاستلام|رمز التسليم|كود الاستلام',
  'रेफरल कोड|प्रोमो कोड|कूपन कोड|डिलीवरी कोड|डिलीवरी ओटीपी|पिन कोड|शाखा कोड',
];

/** Codes that stand on receipts, and in other messages let someone pay. Masked where something has been paid. */
export const receiptCodes = [
  'authorization code|authorisation code|auth code|auth. code|approval code|appr code|transaction code',
  'payment code|operation code|autorisierungscode|genehmigungscode|transaktionscode',
  'codigo de autorizacion|cod. autorizacion|codigo de aprobacion|codigo de operacion|codigo de transaccion',
  'codigo de autorizacao|cod. autorizacao|codigo de aprovacao|codigo da transacao',
  'code d autorisation|code autorisation|code de transaction',
  "code d'autorisation|codice di autorizzazione|codice autorizzazione|codice operazione",
  'codice transazione|autorisatiecode|transactiecode|kod autoryzacji|kod transakcji',
  'provizyon kodu|islem kodu|код авторизации|код операции|код транзакции',
  'رمز التفويض|رمز الموافقة|رمز العملية|कोड अनुमोदन|अनुमोदन कोड|प्राधिकरण कोड|लेनदेन कोड',
];

/** What says that a payment or a booking is over and done. */
export const receipts = [
  'approved|paid|declined|purchased|spent|debited|credited|refunded|withdrawn|withdrew|booked|shipped',
  'thank you for your payment|thank you for your purchase|thanks for your purchase|receipt|completed',
  'bezahlt|genehmigt|abgelehnt|abgebucht|gebucht|gutgeschrieben|belastet|erstattet|ausgefuhrt',
  'pagado|pagada|aprobado|aprobada|autorizado|autorizada|rechazado|rechazada|cobrado|abonado|cargado',
  'realizado|realizada|pago aprobado|compra aprobada|aprovado|aprovada|recusado|recusada|debitado',
  'creditado|efetuado|efetuada|comprou|pagou|paye|payee|accepte|acceptee|approuve|approuvee|refuse',
  'refusee|debite|credite|effectue|effectuee|pagato|approvato|approvata|autorizzato|autorizzata',
  'addebitato|accreditato|effettuato|effettuata|eseguito|eseguita|betaald|goedgekeurd|geweigerd',
  'afgeschreven|bijgeschreven|zaplacono|zatwierdzono|zatwierdzona|odrzucono|odrzucona|obciazono',
  'zrealizowano|zrealizowana|odendi|onaylandi|reddedildi|cekildi|yapildi|gerceklesti|gerceklestirildi',
  'оплачено|оплачен|одобрено|одобрена|одобрен|списано|зачислено|отклонено|отклонена|выполнена',
  'تم خصم|تم الدفع|تمت الموافقة|تم قبول|تم السحب|تم الشراء|تمت عملية|भुगतान किया|स्वीकृत|डेबिट|सफल',
];

/** What codes of shops, carriers and hosts are for. A code in such a message opens a locker, or is for the driver. */
export const otherUses = [
  // Parcels
  'parcel|parcels|package|courier|locker|shipment|pickup|pick up|curbside|click and collect|your delivery',
  'ready for collection|delivery agent|delivery partner|paket|pakets|sendung|packstation|paketbote|abholung',
  'abzuholen|abholbereit|paquete|repartidor|taquilla|encomenda|entregador|cacifo|colis|livreur|pacco',
  'corriere|spedizione|pakket|pakje|bezorger|pakketpunt|paczka|paczke|paczki|paczkomat*|przesylk*|kurier*',
  'kargo*|kurye*|balik|zasilka|csomag*|colet*|easybox|pakke|pakken|paketet|paketti|pakkesi|pesanan|посылк*|курьер*|постамат*|ячейк*|пакунок',
  'طرد|الطرد|للطرد|طردك|شحنة|شحنتك|الشحنة|المندوب|पार्सल|पैकेज|कूरियर',
  // Rides, doors, discounts
  'your ride|ride otp|your driver|cab|cabs|taxi|fahrer|motorista|таксі|такси|водител*|gate code|door code|door pin|your stay',
  'lockbox|smart lock|haustur|domofon|домофон*|at checkout|discount|coupon|gutschein|rabatt|descuento|cupon',
  'desconto|cupom|guiche|na recepcao|remise|sconto|korting|rabat|indirim|скидк*|купон*|कूपन|छूट',
];
