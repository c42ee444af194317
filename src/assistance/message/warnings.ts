import { fold } from './normalize-text.js';
import { codeWordPlaceholder, noisePlaceholder } from './placeholder-characters.js';
import { createPhraseTable } from './phrase-table.js';
import { anyOf } from './whole-words.js';

/** Words of sentences that say what one must not do, or what has not happened, folded (see `fold`). */
const negations = [
  'never|not|don t|dont|won t|didn t|no one|nobody|anyone|avoid|beware|cannot|can t|without',
  'nie|niemals|nicht|niemandem|niemanden|keinesfalls|kein|keine|keinem|nooit|niet|niemand|geen',
  'nunca|jamas|no|nadie|evite|jamais|nao|ninguem|ne|pas|personne|mai|non|nessuno|nigdy|nikomu',
  'asla|kimseye|kimseyle|hicbir|paylasmayin|paylasmayiniz|vermeyin|vermeyiniz|soylemeyin|soylemeyiniz|iletmeyin|iletmeyiniz|girmeyin|لا|أبدا|ابدا|عدم|لن|لم|न|नहीं|कभी|मत|ना',
  'не|никому|никогда|нельзя|нікому|ніколи|aldrig|aldri|inte|ikke|ingen|koskaan|ala|nikdy|nikomu|nesdelujte',
  'nu|nimeni|niciodata|soha|senkinek|μην|ποτε|κανεναν|jangan|tidak|khong|dung|אל|לא|לעולם|هرگز|نکنید|ندهید',
];
const unspacedNegations = '勿|不要|不会|不會|別|ない|ません|마세요|금지|ห้าม|อย่า';
const negation = createPhraseTable(negations, unspacedNegations);

/** "This code", "the following code": not codes in general, but the one in the message. */
const determiners = [
  'this|the|that|following|dies*|den|der|das|folgend*|este|esta|ese|el|la|siguiente|o|a|esse|essa|seguinte',
  'ce|cet|cette|le|suivant|questo|questa|il|seguente|deze|dit|de|het|volgende|ten|tego|tym|to|nastepujac*',
  'bu|asagidaki|هذا|هذه|ال*|التالي|इस|यह|निम्न|этот|этого|этим|эту|следующ*|denna|den|denne|tento|tuto|acest|ezt|цей|ini',
];
const isTheCode = new RegExp(
  `${anyOf(determiners)} (?:[\\p{L}\\p{M}-]{1,24} ){0,2}?${codeWordPlaceholder}|[此本この이]{1,2} ?${codeWordPlaceholder}`,
  'u',
);

const sentence = /[^.!?;。؟؛।\r\n]+/gu;

const hasCodeWord = (part: string) => part.includes(codeWordPlaceholder);
const isWarning = (part: string) => !/\d|: ?$/.test(part) && negation.isIn(fold(part));

/**
 * Masks code words in sentences that warn ("Never share your PIN") and hold no number: those name nothing, also no number
 * in the next line. Takes and returns text in which code words and everything that is no code are masked.
 */
export const maskWarnings = (text: string): string =>
  text.replace(sentence, (part) =>
    hasCodeWord(part) && isWarning(part) ? part.replaceAll(codeWordPlaceholder, noisePlaceholder) : part,
  );

/**
 * Whether a text, masked as for `maskWarnings`, speaks of the code that it holds: "Do not share this code", "Your code is
 * valid for 5 minutes".
 */
export const mentionsItsCode = (text: string): boolean =>
  Array.from(text.matchAll(sentence), ([part]) => part).some(
    (part) => hasCodeWord(part) && (!isWarning(part) || isTheCode.test(fold(part))),
  );
