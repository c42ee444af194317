import { maskMatches } from './mask.js';
import { anyOf } from './whole-words.js';

const send = [
  'text|texting|sms|send|sending|reply|forward|whatsapp|msg|message|report|report it|type',
  'sende|senden|antworte|antworten|simse|weiterleiten|envia|envie|enviar|responda|responde|mande|manda',
  'reenvie|reenvia|encaminhe|envoyez|envoyer|repondez|transferez|invia|inviare|rispondi|inoltra',
  'stuur|sms stuur|antwoord|wyslij|wyslac|odpisz|gonder|gonderin|gonderiniz|yazip|skicka|svara|send sms',
  'отправьте|отправь|пришлите|ответьте|أرسل|ارسل|بإرسال|भेजें|भेजे|एसएमएस',
];
const to = 'to|on|at|an|auf|al|a|para|ao|au|vers|naar|na|do|nr|на|إلى|الى|पर|को';

/** A short code, or a phone number in groups. */
const receiver = '\\+?\\(?\\d(?:[ ()-]{0,2}\\d){2,14}(?!\\d)';

/** `SMS STOP 4471 to 9955443322`: everything from the verb to the number. */
const sendTo = new RegExp(`${anyOf(send)}[^.\\r\\n]{0,40}?[ :](?:${to}) ${receiver}`, 'gu');

/** `BLOCK 7318`, also with the number that it goes to, and for languages with the verb at the end `7318 को भेजें`, `5566'ya gonderin`. */
const keywords = [
  'block|blok|unblock|hotlist|stop|stopp|fraud|lock|freeze|unsub|unsubscribe|dispute|notme|cancel',
  'sperre|sperren|bloquear|bloqueo|bloquea|bloquer|blocca|bloccare|blokkeer|blokuj|zablokuj|zastrzez',
  'bloke|iptal|kapat|baja|sair|parar|cancelar|annuler|annulla|стоп|блок|блокировка|إيقاف|ايقاف|ब्लॉक',
];
const keyword = new RegExp(
  `${anyOf(keywords)} ?[<(\\["']?[a-z]{0,4}\\d{3,15}(?!\\d)(?:[>)\\]"']? (?:${to}) ${receiver})?`,
  'gu',
);
const numberFirst = new RegExp(
  `(?<!\\d)\\d{3,15}(?:['’]?[a-z]{1,3})? ?(?:numarasina|पर|नंबर पर|को) (?:[^ .\\r\\n]{1,20} ){0,3}?${anyOf([
    'sms|gonderin|gonderiniz|yazin|भेजें|भेजे|भेजा|एसएमएस|मैसेज|संदेश',
  ])}`,
  'gu',
);

/** Masks what a customer is asked to send back, and where to. Takes and returns normalized text. */
export const maskReplyInstructions = (text: string): string =>
  [sendTo, numberFirst, keyword].reduce(
    (rest, pattern) => maskMatches(rest, pattern, { inFolded: true }),
    text,
  );
