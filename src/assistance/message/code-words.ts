import { maskMatches } from './mask.js';
import { codeWordPlaceholder } from './placeholder-characters.js';
import { anyOf } from './whole-words.js';

/** Words for a one-time code, folded (see `fold`). `*` stands for any letters (see `anyOf`). */
const spacedWords = [
  // English, and English words used in all languages
  '*code|codes|otp|otps|o.t.p|pin|pins|*password|passphrase|passkey|token|one time pw|security number',
  'verification number|one time number|secure key',
  // German
  'tan|tans|tac|mtan|itan|sms tan|smstan|mobiletan|phototan|pushtan|chiptan|*kennwort|*passwort',
  // Spanish, Catalan, Portuguese, Italian, Romanian
  'codigo|codigos|cod.|clave|claves|contrasena|contrasenya|codi|senha|senhas|palavra passe',
  'chave|codice|codici|cod|codul|parola|clave dinamica',
  // French, Dutch
  'mot de passe|cle de securite|*wachtwoord',
  // Swedish, Danish, Norwegian, Finnish, Estonian
  '*kod|*kode|*koden|*koder|losenord*|passord*|*koodi*|salasana*|tunnusluku*',
  // Polish, Czech, Slovak, Croatian, Hungarian, Baltic, Albanian
  'kodu|kodem|kody|haslo|hasla|haslem|heslo|lozinka|kodja|kodot|kodod|jelszo*|jelszav*|klic|kods|kodas',
  'kodi',
  // Turkish, Azerbaijani
  'kodun*|kodunuz*|sifre*|parola*',
  // Indonesian, Vietnamese
  'kata sandi|ma otp|ma xac thuc|ma xac nhan|mat khau',
  // Russian, Ukrainian, Bulgarian, Serbian, Greek
  'код|кода|коду|кодом|коды|кодът|кодот|пинкод|пароль|пароля|паролем|парола|лозинка|κωδικ*',
  // Arabic, Persian, Urdu
  '*رمز*|*كود*|كلمة المرور|كلمة السر|كلمة مرور|كلمة سر|الرقم السري|رقم سري|رقم التحقق|کد|کدتان|گذرواژه|کوڈ|پن',
  // Hebrew writes article and prepositions together with the word
  'קוד|הקוד|בקוד|לקוד|וקוד|שקוד|*סיסמ*',
  // Hindi
  'कोड|ओटीपी|ओ.टी.पी|पासवर्ड|पिन|पासकोड|গোপন কোড|কোড|ওটিপি|পাসওয়ার্ড|পিন',
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

/** The last lookahead keeps `otp123` one word. */
export const codeWord = new RegExp(`${anyOf(spacedWords)}(?!(?<=[a-z])\\d)|${unspacedWords.join('|')}`, 'gu');
/** Replaces code words by `codeWordPlaceholder`. */
export const maskCodeWords = (text: string): string =>
  maskMatches(text, codeWord, { inFolded: true, placeholder: codeWordPlaceholder });
