import { maskMatches } from './mask.js';
import { anyOf } from './whole-words.js';

const links = [
  // Chinese text may follow a link without a space, so only ASCII characters belong to the link.
  /(?<![A-Za-z])(?:https?:\/\/|www\.)[!-~]+/giu,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gu,
  /(?<![\w.-])[A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,24}(?![\w-])(?:\/[!-~]*)?/gu,
];

const iban = /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Za-z\d])/gu;

/**
 * Masked numbers: `****1234`, `57******2`, `4111 11** **** 1111`, `*1234`, `xxxx-1234`, `XX1245`. Digits before the
 * stars belong to the number only if more of it follows or there are several stars: a single star is a footnote.
 */
const masked =
  /(?:(?<![\p{Script=Latin}\d])\d[\d -]{0,24}(?=[*•●∗xX]{2}|[*•●∗xX][ -]?[\d*•●∗xX]))?(?:[*•●∗]+|(?<![\p{Script=Latin}])[xX]{2,}(?=[ -]?[\dxX*]))(?:[ -]?(?:[*•●∗]+|[xX]{2,}|\d{2,}(?![\p{Script=Latin}])))*\d?/gu;

const marker =
  '(?: ?(?:number|num|no|nr|n[º°o]|n|nummer|numer|numero|nro|id|№|номер|رقم|מספר|no\\.|nr\\.|n\\.|num\\.))?';
const value = '[a-z]{0,4}-?\\d[a-z\\d/-]{0,30}(?![a-z])';
const valueInGroups = `${value}(?: \\d{2,5}(?!\\d)){0,5}`;

/** Labels of numbers that are never the code, with or without a colon. */
const references = [
  'ref|ref.|reference|referenz|referencia|riferimento|rif|rif.|referentie|case|ticket|order',
  'invoice|booking|auftrag|auftragsnummer|bestellung|bestellnummer|rechnung|vorgang',
  'vorgangsnummer|kundennummer|vertragsnummer|referenznummer|kontonummer|kartennummer|blz',
  'bankleitzahl|plz|pedido|factura|fatura|commande|facture|ordine|fattura|zamowienie',
  'siparis|заказ|заказа|заявка|заявки|счет фактура|rrn|utr|trx|txn|tx|id|ma gd|ma giao dich',
  'balance|saldo|amount|amt|importe|monto|betrag|montant|importo|valor|kwota|tutar',
  'tutari|сумма|сумму|баланс|so tien|मूल्य|राशि|مبلغ|المبلغ|סכום|operation id',
  'transaction id|customer number|account number|card number|reference number',
];
const unspacedReferences =
  '金额|金額|订单号|訂單編號|订单|流水号|编号|編號|注文番号|受付番号|お客様番号|금액|주문번호|접수번호|№';

/** Nouns that may also precede the code with a colon ("OTP for your card: 123456"). */
const owners = [
  'account|acct|acct.|acc|acc.|a/c|card|transaction|customer|client|contract|user|branch|room|konto',
  'kto|kto.|karte|kreditkarte|kunde|vertrag|transaktion|cuenta|cta|cta.|tarjeta|transaccion',
  'cliente|contrato|conta|cartao|transacao|compte|carte|transaction|client|conto|carta',
  'transazione|rekening|kaart|rachunek|rachunku|karta|karty|karte|kart|kartiniz|hesap',
  'hesabiniz|карта|карты|карте|картой|счет|счета|الحساب|حساب|البطاقة|بطاقة|کارت|חשבון|כרטיס',
  'खाता|खाते|कार्ड|tai khoan',
];
const unspacedOwners = '账户|帳戶|帳號|账号|卡号|卡號|口座|口座番号|カード|会員番号|계좌|카드';

/** Words that introduce the last digits of a longer number. */
const tails = [
  'ending|ending in|ending with|ends with|ends in|last digits|last 4 digits',
  'last four digits|endziffer|endziffern|endet auf|endend auf|mit endung|terminada en',
  'terminado en|termina en|que termina en|acabada en|final|terminado em|termina em',
  'se terminant par|finissant par|che termina con|che finisce con|terminante con',
  'eindigend op|konczaca sie na|konczacej sie na|son 4 hanesi|son dort hanesi',
  'заканчивающеися на|оканчивающеися на|последние 4 цифры|المنتهية ب|المنتهية برقم|تنتهي ب',
  'المنتهي ب|מסתיים ב|המסתיים ב|שמסתיים ב|समाप्त',
];
const unspacedTails = '尾号|尾號|末四位|后四位|後四碼|末尾4桁|下4桁|끝자리|끝번호|ลงท้าย';

/** What may stand between a label and its number. A full stop and a space end the sentence and are not included. */
const betweenWith = (extra: string) => `(?:[ #№=…*${extra}-]|\\.(?![ \\r\\n])|\\.{2,}){0,4}`;
const between = betweenWith(':');

/** "Dear customer 482913 is your code": a number followed by "is your" is not the customer's number. */
const notGivenAway =
  '(?!\\d)(?! (?:is|ist|es|est|e|jest|to) (?:your|the|ihr|ihre|dein|deine|su|tu|votre|ton|le|il|la|sua|seu|twoj)(?![a-z]))';

const labelled = [
  new RegExp(`(?:${anyOf(tails)}|${unspacedTails})${between}(?:為|为|は|는)?\\d{2,8}(?!\\d)`, 'gu'),
  new RegExp(`(?<!\\d)\\d{2,6} (?:ile biten|ile sonlanan|नंबर वाले)`, 'gu'),
  new RegExp(`(?:${anyOf(references)}|${unspacedReferences})${marker}${between}${value}`, 'gu'),
  new RegExp(
    `(?<=(?:^|[\\r\\n.;] ?)(?:${anyOf(owners)}|${unspacedOwners})${marker} ?: ?)${valueInGroups}`,
    'gu',
  ),
  new RegExp(
    `(?:${anyOf(owners)}|${unspacedOwners})${marker}${betweenWith('')}${valueInGroups}${notGivenAway}`,
    'gu',
  ),
];

/** Masks links, e-mail addresses, IBANs and partly hidden numbers. Runs before the other masks, since a link can contain anything. */
export const maskLinksAndAccounts = (text: string): string =>
  [...links, iban, masked].reduce((rest, pattern) => maskMatches(rest, pattern), text);

/** Masks numbers with a label: references, last digits of accounts, balances. Takes and returns normalized text. */
export const maskLabelledNumbers = (text: string): string =>
  labelled.reduce((rest, pattern) => maskMatches(rest, pattern, { inFolded: true }), text);
