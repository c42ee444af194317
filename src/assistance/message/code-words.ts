import { maskMatches } from './mask.js';
import { codeWordPlaceholder } from './placeholder-characters.js';
import { anyOf } from './whole-words.js';

/** Words for a one-time code, folded (see `fold`). `*` stands for any letters (see `anyOf`). */
const spacedWords = [
  // English, and English words used in all languages
  '*code|codes|otp|otps|pin|pins|*password|passphrase|token|one time pw',
  // German
  'tan|tans|mtan|smstan|mobiletan|phototan|pushtan|chiptan|*kennwort|*passwort',
  // Spanish, Catalan, Portuguese, Italian, Romanian
  'codigo|codigos|cod.|clave|claves|contrasena|contrasenya|codi|senha|senhas|palavra passe',
  'chave|codice|codici|cod|codul|parola',
  // French, Dutch
  'mot de passe|*wachtwoord',
  // Swedish, Danish, Norwegian, Finnish, Estonian
  '*kod|*kode|*koden|*koder|losenord*|passord*|*koodi*|salasana*|tunnusluku*',
  // Polish, Czech, Slovak, Croatian, Hungarian, Baltic, Albanian
  'kodu|kodem|kody|haslo|hasla|haslem|heslo|lozinka|kodja|kodot|kodod|jelszo*|kods|kodas',
  'kodi',
  // Turkish, Azerbaijani
  'kodun*|kodunuz*|sifre*|parola*',
  // Indonesian, Vietnamese
  'kata sandi|ma otp|ma xac thuc|ma xac nhan|mat khau',
  // Russian, Ukrainian, Bulgarian, Serbian, Greek
  'код|кода|коду|кодом|коды|кодът|кодот|пинкод|пароль|пароля|паролем|парола|лозинка|κωδικ*',
  // Arabic, Persian, Urdu
  '*رمز*|*كود*|كلمة المرور|كلمة السر|کد|کدتان|گذرواژه|کوڈ|پن',
  // Hebrew writes article and prepositions together with the word
  'קוד|הקוד|בקוד|לקוד|וקוד|שקוד|*סיסמ*',
  // Hindi
  'कोड|ओटीपी|पासवर्ड|पिन',
];

/** Code words in scripts without spaces between words: matched inside longer runs too. */
const unspacedWords = [
  // Chinese
  '验证码|驗證碼|校验码|校驗碼|认证码|認證碼|动态码|動態碼|确认码|確認碼|安全码|安全碼|授权码|授權碼|密码|密碼|口令',
  // Japanese
  '認証番号|確認番号|暗証番号|(?<!バー)コード|パスワード',
  // Korean, Thai
  '인증 ?번호|확인 ?번호|승인 ?번호|비밀 ?번호|코드|รหัส',
];

/** Codes that have nothing to do with a login. Masked together with the value after them. */
const otherCodes = [
  'sort code|post code|postcode|postal code|zip code|zipcode|area code|country code',
  'promo code|promotion code|promotional code|discount code|coupon code|voucher code',
  'promocode|reference code|ref code|booking code|tracking code|error code|product code',
  'item code|branch code|swift code|bic code|customer code|client code',
  'merchant code|barcode|bar code|qr code|unicode|vscode|encode|decode|dress code',
  'source code|rabattcode|gutscheincode|referenzcode|kundencode|fehlercode',
  'codigo postal|codigo de barras|codigo promocional|codigo de cliente|codigo de referencia',
  'code postal|code promo|code client|code guichet|code banque|codice fiscale',
  'codice cliente|codice sconto|codice postale|kod pocztowy|kod rabatowy|posta kodu',
  'indirim kodu|kode pos|промокод|промо код|штрих код|штрихкод|код города|код страны',
];

/** The last lookahead keeps `otp123` one word. */
const codeWord = new RegExp(`${anyOf(spacedWords)}(?!(?<=[a-z])\\d)|${unspacedWords.join('|')}`, 'gu');
const otherCode = new RegExp(
  `${anyOf(otherCodes)}(?:(?: is| ist| es| est)?[ :.#-]{0,3}[a-z]{0,4}\\d[a-z0-9-]{0,30})?`,
  'gu',
);

/** Masks codes of another kind (sort code, promo code). Must run before `maskCodeWords`, which would take "code" for a code word. */
export const maskOtherCodes = (text: string): string => maskMatches(text, otherCode, { inFolded: true });

/** Replaces code words by `codeWordPlaceholder`. */
export const maskCodeWords = (text: string): string =>
  maskMatches(text, codeWord, { inFolded: true, placeholder: codeWordPlaceholder });
