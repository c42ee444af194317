import type { ExpectedShape } from '../code-shape.js';

/** An invented message in the style of a bank, the shape that the bank's page asks for, and the code in it. */
export interface Example {
  language: string;
  message: string;
  shape: ExpectedShape;
  code: string;
}

export const numeric = (length: number | null): ExpectedShape => ({ length, type: 'numeric' });
export const alphanumeric = (length: number | null): ExpectedShape => ({ length, type: 'alphanumeric' });

const inLanguage = (
  language: string,
  rows: readonly (readonly [ExpectedShape, string, string])[],
): Example[] => rows.map(([shape, code, message]) => ({ language, message, shape, code }));

/** Test data: each message contains exactly one code. */
export const examples: readonly Example[] = [
  ...inLanguage('English', [
    [numeric(6), '482913', 'Your Example Bank code is 482913. Do not share it with anyone.'],
    [numeric(6), '482913', '482913 is your Example Bank verification code. Valid for 10 minutes.'],
    [numeric(null), '482913', 'Use 482913 as your one-time password (OTP) to log in. Ref: 99812345.'],
    [numeric(6), '048291', 'OTP for XXXXXX (XX1245) is 048291 (valid for 10 mins).'],
    [
      numeric(null),
      '287633',
      "Your OTP for card nb 412345******6789 is : '287633', use it to pay EGP 306.27.",
    ],
    [
      numeric(6),
      '678456',
      'BANK: Enter code 678456 (expires in 30 min) on bank.example. Questions? Call 800.123.4567',
    ],
    [
      numeric(null),
      '287961',
      'Verification Code: 287961 Expiration Date: 4/30/2026 10:02:26 AM Mountain Time.',
    ],
    [numeric(6), '482913', 'Transaction 987654 on card ending in 1234 for $1,250.00 at 14:05. Code: 482913'],
    [
      numeric(null),
      '482913',
      '<#> 482913 is OTP for fund transfer to A/c no ending 5678. Never share OTP. Example 858BTD4Un5',
    ],
    [numeric(6), '482913', 'Example Bank: 482-913 is your login code. Text STOP to 12345.'],
    [numeric(6), '482913', '*482913* is your code. For your security, do not share this code.'],
    [numeric(6), '482913', 'We sent 482913 to +34 612 345 678. If this was not you, call (800) 555-1234.'],
    [numeric(4), '2024', '2024 is your Example Bank verification code, good until 31/12/2026.'],
    [numeric(8), '48291377', 'Security number: 4829 1377\nSort code: 12-34-56\nAccount: 12345678'],
    [alphanumeric(null), 'QGFDAE', 'Example verification code: QGFDAE'],
    [alphanumeric(6), 'aB3xY9', 'Your code is aB3xY9. Never use password123 as your password.'],
    [alphanumeric(8), 'AB12CD34', 'Your one-time passcode: AB12-CD34'],
    [
      numeric(6),
      '482913',
      'Sign in\n\nYour code\n\n482913\n\nThis e-mail was sent to jo99@mail.example on 2026-11-23.',
    ],
    [numeric(6), '482913', 'Your code is... 482913'],
    [numeric(null), '482913', 'Order 12345678 confirmed with code 482913. Promo code: SAVE2026'],
  ]),
  ...inLanguage('prefixed or bound to an origin', [
    [numeric(6), '482913', 'G-482913 is your Example verification code.'],
    [alphanumeric(6), '482913', 'G-482913 is your Example verification code.'],
    [numeric(6), '482913', 'mTAN-482913 für Ihre Anmeldung'],
    [numeric(6), '482913', 'Your OTP is QJL-482913'],
    [numeric(6), '482913', '482913 is your Example Bank code.\n\n@bank.example #482913'],
    [numeric(6), '482913', 'Ticket 555666, case 777888.\n@bank.example #482913 %pay.example\n'],
    [alphanumeric(6), 'abcdef', 'Enter it on our page.\n@bank.example #abcdef'],
  ]),
  ...inLanguage('German', [
    [numeric(6), '482913', 'Ihre mTAN lautet 482913. Gültig bis 23.11.2026, 14:05 Uhr.'],
    [
      numeric(6),
      '255252',
      'Die mobileTAN für Ihre Überweisung von 1.000,00 EUR auf das Konto DE89 3704 0044 0532 0130 00 lautet: 255252',
    ],
    [
      numeric(null),
      '482913',
      'Musterbank: Bestätigungscode 482913. Diesen Code niemandem nennen. Fragen? Tel. 030 123456',
    ],
    [numeric(6), '222481', '222481 ist der Aktivierungscode für Ihre Karte Endziffern 0000.'],
    [
      alphanumeric(6),
      'au8kuf',
      'Handy-Signatur für\n eid.beispiel.example\nVergleichswert\n v 7 n M Z S S H 6 l\nTAN\n a u 8 k u f\n(5 Min. gültig)',
    ],
    [
      numeric(6),
      '858823',
      'Geben Sie bitte folgenden Sicherheitscode ein:\nBITTE NIEMALS VORLESEN!\n\n858823\n\nKundennummer 1234567',
    ],
  ]),
  ...inLanguage('Spanish', [
    [
      numeric(6),
      '482913',
      'Banco Ejemplo: su código de verificación es 482913. No lo comparta. Llámenos al 912 066 666.',
    ],
    [numeric(6), '482913', 'CLAVE 482913 para operar con su tarjeta *1234 por 1.234,56 € el 23/11/2026'],
    [
      alphanumeric(4),
      'TF33',
      'Introduce el codigo TF33 para confirmar tu operacion. Si no has sido tu llamanos al 912066666',
    ],
    [alphanumeric(4), 'DUSG', 'Introduce el codigo DUSG para acceder de forma segura.'],
    [numeric(null), '482913', '482 913 es tu contraseña temporal. Referencia: 0099887766'],
  ]),
  ...inLanguage('Catalan', [
    [numeric(6), '482913', 'El teu codi de seguretat és 482913. Caduca en 5 minuts.'],
  ]),
  ...inLanguage('French', [
    // As short as a code, but also a valid number in Iran.
    [numeric(8), '00989000', 'Votre code est 00989000. Il expire dans 5 minutes.'],
    [
      numeric(8),
      '12345678',
      'Le code à saisir pour votre achat de 200,00 EUR est 12345678. Sinon appelez le 09.69.32.00.04.',
    ],
    [numeric(6), '482913', 'Votre mot de passe à usage unique : 482 913 (carte se terminant par 4321)'],
    [alphanumeric(6), 'AB12CD', "Code d'authentification : AB12CD"],
  ]),
  ...inLanguage('Portuguese', [
    [
      numeric(6),
      '482913',
      'Banco Exemplo: sua senha de acesso é 482913. Compra de R$ 1.250,00 no cartão final 1234.',
    ],
    [numeric(6), '482913', 'Use o código 482913 para entrar. Não ligue para 0800 123 4567.'],
  ]),
  ...inLanguage('Italian', [
    [
      numeric(6),
      '482913',
      'Il tuo codice di sicurezza è: 482913. Bonifico di 50,00 euro del 23-11-2026 ore 14:05.',
    ],
    [numeric(null), '482913', 'Banca Esempio. Codice OTP 482913 per la carta che termina con 4321'],
  ]),
  ...inLanguage('Dutch', [
    [
      numeric(6),
      '482913',
      'Uw verificatiecode is 482913. Geldig tot 14:05 uur, rekening NL91ABNA0417164300.',
    ],
  ]),
  ...inLanguage('Swedish', [
    [numeric(6), '482913', 'Din engångskod är 482913. Belopp: 500 kr. Ring 08-123 456 78 vid frågor.'],
  ]),
  ...inLanguage('Finnish', [[numeric(6), '482913', 'Kirjautumisen kertakäyttökoodisi on 482913']]),
  ...inLanguage('Turkish', [
    [numeric(6), '482913', 'Örnek Bank giriş şifreniz: 482913. 1.250,00 TL tutarındaki işlem için. B040'],
    // Across the full stop it would be an Austrian phone number dialled with 00.
    [numeric(6), '004310', 'Örnek Bank giriş şifreniz: 004310. 12.500,00 TL tutarındaki işlem için. B040'],
    [numeric(6), '482913', 'ONAY KODU 482913. 1234 ile biten kartınız. Müşteri Hizmetleri 444 0 444'],
  ]),
  ...inLanguage('Polish', [
    [
      numeric(6),
      '482913',
      '482913 - to Twój kod weryfikacyjny. Operacja nr 2 z dnia 23.11.2026, kwota 1 234,56 zł.',
    ],
    [numeric(6), '482913', 'Twoje hasło do autoryzacji to: 482913.'],
  ]),
  ...inLanguage('Czech', [
    [numeric(6), '482913', 'Váš ověřovací kód: 482913. Platba 1 500 Kč, účet 2000145399/0800.'],
  ]),
  ...inLanguage('Hungarian', [[numeric(6), '482913', 'Az Ön belépési kódja: 482913 (érvényes 5 perc).']]),
  ...inLanguage('Romanian', [
    [numeric(6), '482913', 'Codul dvs. de autentificare este 482913. Valabil 5 minute.'],
  ]),
  ...inLanguage('Russian', [
    [numeric(6), '482913', 'Код подтверждения: 482-913. Никому не сообщайте. Тел. 8 800 555 35 35'],
    [numeric(6), '482913', '10.04.2026 10:18 Пароль для входа 482913. Перевод 800.00 RUB с карты *4321'],
    [numeric(null), '4829', '4829 — код для входа в Пример Банк. Сумма 5 000 руб.'],
  ]),
  ...inLanguage('Ukrainian', [[numeric(6), '482913', 'Ваш код: 482913, дійсний 10 хвилин']]),
  ...inLanguage('Greek', [[numeric(6), '482913', 'Ο κωδικός σας είναι 482913 για πληρωμή 50,00 €']]),
  ...inLanguage('Arabic', [
    [numeric(6), '482913', 'رمز التحقق الخاص بك هو ٤٨٢٩١٣. صالح لمدة ١٠ دقائق'],
    [numeric(6), '482913', '\u202bرمز الدخول:\u202c \u200e482913\u200e لعملية بمبلغ 1,250.00 ريال'],
    [numeric(null), '482913', 'كلمة المرور لمرة واحدة 482913 للبطاقة المنتهية برقم 1234 اتصل 920001234'],
  ]),
  ...inLanguage('Persian', [
    [numeric(null), '1122334455', 'بانک نمونه\nخرید\nمبلغ:1,555,000\nرمز:۱۱۲۲۳۳۴۴۵۵\n12:00:00'],
    [numeric(6), '482913', 'کد ورود شما: ۴۸۲۹۱۳\nلغو۱۱'],
  ]),
  ...inLanguage('Hebrew', [
    [numeric(6), '482913', 'קוד הכניסה שלך הוא 482913'],
    [numeric(6), '482913', '\u200fהסיסמה החד פעמית: \u200e482913\u200f, סכום 250 ש"ח, כרטיס 1234'],
  ]),
  ...inLanguage('Hindi', [
    [numeric(6), '482913', 'आपका ओटीपी 482913 है। यह 10 मिनट तक मान्य है। राशि ₹5,000'],
    [numeric(6), '482913', 'उदाहरण बैंक: लॉगिन कोड 482913, इसे किसी से साझा न करें'],
  ]),
  ...inLanguage('Chinese', [
    [numeric(6), '482913', '【示例银行】验证码：４８２９１３（10分钟内有效），请勿泄露。'],
    [numeric(6), '482913', '【示例银行】482913短信登录验证码，5分钟内有效，尾号1234的卡，客服95588。'],
    [
      numeric(null),
      '1234567',
      '【銀行轉帳】OTP密碼1234567網頁識別碼ABCD轉入帳號後四碼8888、TWD$9876，密碼勿告知他人',
    ],
    [numeric(null), '4829', '您于2026年11月23日14时05分登录，动态密码4829，付款金额169.00元'],
  ]),
  ...inLanguage('Japanese', [
    [numeric(6), '482913', '認証コードは482913です。有効期限は10分です。'],
    [
      numeric(6),
      '482913',
      '【例銀行】ﾜﾝﾀｲﾑﾊﾟｽﾜｰﾄﾞ：４８２９１３　振込金額：５０，０００円　電話0120-123-456',
    ],
  ]),
  ...inLanguage('Korean', [
    [numeric(6), '482913', '[예시은행] 인증번호[482913]를 입력해 주세요. 타인노출금지'],
    [numeric(6), '482913', '인증 번호는 482913 입니다. 5분 이내 입력, 금액 50,000원, 고객센터 1588-1234'],
  ]),
  ...inLanguage('Thai', [[numeric(6), '482913', 'รหัส OTP คือ 482913 (Ref. XKCD) ห้ามบอกรหัสแก่ผู้อื่น']]),
  ...inLanguage('Vietnamese', [
    [
      numeric(null),
      '572123',
      'GD truc tuyen Vi Du Bank, ma GD 1533 ma OTP 572123 so tien 50000. LH 19001234',
    ],
  ]),
  ...inLanguage('Indonesian', [
    [numeric(6), '482913', 'Kode verifikasi Anda adalah 482913. Transaksi Rp1.250.000 berlaku 5 menit.'],
  ]),
];
