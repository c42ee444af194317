/** Labels of numbers that are never the code, with or without a colon. */
export const references = [
  'ref|ref.|reference|referenz|referencia|riferimento|rif|rif.|referentie|case|ticket|order',
  'invoice|booking|auftrag|auftragsnummer|bestellung|bestellnummer|rechnung|vorgang',
  'vorgangsnummer|kundennummer|vertragsnummer|referenznummer|kontonummer|kartennummer|blz',
  'bankleitzahl|plz|pedido|factura|fatura|commande|facture|ordine|fattura|zamowienie',
  'siparis|заказ|заказа|заявка|заявки|счет фактура|rrn|utr|trx|txn|tx|id|ma gd|ma giao dich',
  'balance|saldo|amount|amt|importe|monto|betrag|montant|importo|valor|kwota|tutar',
  'tutari|сумма|сумму|баланс|so tien|मूल्य|राशि|مبلغ|المبلغ|סכום|operation id',
  'transaction id|customer number|account number|card number|reference number',
];

/** Labels of other numbers. With a colon they may also end a text about the code: "Code for payment: 482913". */
export const businesses = [
  'merchant|merchant id|terminal|till|pos|paybill|agent|shop|store|outlet|biller|tid|mid|stan|arn',
  'parcel|package|shipment|tracking|consignment|waybill|awb|locker|cheque|cheque no|check no|check #',
  'draft|authorization|authorisation|auth|auth.|approval|appr|appr.|policy|loan|mandate|membership',
  'passport|licence|license|flight|train|seat|gate|platform|pnr|appointment|queue|table|unit|complaint',
  'incident|claim|service request|batch|serial|imei|meter|registration|employee|student|receipt|bill',
  'voucher|docket|folio|entry|trace|sequence|journal|promo|gift card|visa|mastercard|maestro',
  'amex|rupay|mir|ecmc|points|ifsc|swift|routing|bsb|extension|kiosk|kassa|atm|pupil|patient|invoice no|claim no|statement|file|road',
  // German, Dutch
  '*nr.|*nr|sendung|sendungsnummer|paket|scheck|schecknummer|autorisierung|autorisierungsnummer|genehmigung',
  'genehmigungsnummer|terminalnummer|handler|filiale|beleg|belegnummer|police|zahler|flug|gleis|tisch',
  'bestelling|bestelnummer|pakket|zending|winkel|kassanummer|cheque|polis|afspraak|factuur|factuurnummer',
  // Spanish, Portuguese
  'comercio|comercio no|terminal|cheque|autorizacion|aut|aut.|autoriz.|guia|paquete|envio|poliza|folio',
  'pedido|tienda|sucursal|cajero|boleta|turno|reserva|vuelo|tramite|expediente|convenio|operacion|autorizacao',
  'nsu|loja|encomenda|rastreio|protocolo|apolice|boleto|agencia|estabelecimento|nota fiscal|voo|senha de atendimento',
  // French, Italian
  'commercant|magasin|caisse|colis|suivi|autorisation|dossier|facture|contrat|vol|quai|bon|ticket',
  'esercente|negozio|terminale|cassa|spedizione|pacco|assegno|autorizzazione|pratica|polizza|volo|binario',
  'scontrino|ricevuta|prenotazione',
  // Polish, Turkish
  'przesylka|przesylki|paczka|czek|sklep|terminal|autoryzacja|autoryzacji|faktura|polisa|zlecenie|wniosek',
  'sprawa|zgloszenie|lot|isyeri|magaza|uye isyeri|terminal|kargo|gonderi|takip|cek|provizyon|onay no|fatura',
  'police|dekont|fis|ucus|randevu|islem',
  // Russian, Arabic, Hindi
  'посылка|посылки|чек|чека|терминал|терминала|магазин|авторизация|авторизации|накладная|договор|полис',
  'рейс|талон|квитанция|обращение|операция|операции|شحنة|الشحنة|الطلب|طلب|طلبك|شيك|الشيك|فاتورة|الفاتورة|المتجر|متجر',
  'التاجر|جهاز|مرجع|المرجع|مرجعي|تفويض|التفويض|رحلة|موعد|चेक|ऑर्डर|संदर्भ|टर्मिनल|व्यापारी|दुकान|पार्सल|बिल|पॉलिसी|शिकायत|प्राधिकरण',
];

export const unspacedReferences =
  '金额|金額|订单号|訂單編號|订单|流水号|编号|編號|注文番号|受付番号|お客様番号|금액|주문번호|접수번호|№';

/** Nouns that may also precede the code with a colon ("OTP for your card: 123456"). */
export const owners = [
  'account|acct|acct.|acc|acc.|a/c|card|transaction|customer|client|contract|user|branch|room|konto',
  'kto|kto.|karte|kreditkarte|kunde|vertrag|transaktion|cuenta|cta|cta.|tarjeta|transaccion',
  'cliente|contrato|conta|cartao|transacao|compte|carte|transaction|client|conto|carta',
  'transazione|rekening|kaart|rachunek|rachunku|karta|karty|karte|kart|kartiniz|hesap',
  'hesabiniz|карта|карты|карте|картой|счет|счета|الحساب|حساب|البطاقة|بطاقة|کارت|חשבון|כרטיס',
  'खाता|खाते|कार्ड|tai khoan',
];

export const unspacedOwners = '账户|帳戶|帳號|账号|卡号|卡號|口座|口座番号|カード|会員番号|계좌|카드';

/** Words that introduce the last digits of a longer number. */
export const tails = [
  'ending|ending in|ending with|ends with|ends in|last digits|last 4 digits',
  'last four digits|endziffer|endziffern|endet auf|endend auf|mit endung|terminada en',
  'terminado en|termina en|que termina en|acabada en|final|terminado em|termina em',
  'se terminant par|finissant par|che termina con|che finisce con|terminante con',
  'eindigend op|konczaca sie na|konczacej sie na|son 4 hanesi|son dort hanesi',
  'заканчивающеися на|оканчивающеися на|последние 4 цифры|المنتهية ب|المنتهية برقم|تنتهي ب',
  'المنتهي ب|מסתיים ב|המסתיים ב|שמסתיים ב|समाप्त',
];

export const unspacedTails = '尾号|尾號|末四位|后四位|後四碼|末尾4桁|下4桁|끝자리|끝번호|ลงท้าย';
