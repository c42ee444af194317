import { maskMatches } from './mask.js';
import { anyOf } from './whole-words.js';
import {
  references,
  businesses,
  unspacedReferences,
  owners,
  unspacedOwners,
  tails,
  unspacedTails,
} from './label-words.js';

const marker =
  '(?: ?(?:number|num|no|nr|n[º°o]|n|nummer|numer|numero|nro|id|№|номер|رقم|מספר|संख्या|नंबर|क्रमांक|no\\.|nr\\.|n\\.|num\\.))?';
const value = '[a-z]{0,12}-?\\d[a-z\\d/-]{0,30}(?![a-z])';
const valueInGroups = `${value}(?: \\d{2,5}(?!\\d)){0,5}`;

/** What may stand between a label and its number. A full stop and a space end the sentence and are not included. */
const betweenWith = (extra: string, atLeast = 0) =>
  `(?:[ #№=…*${extra}-]|\\.(?![ \\r\\n])|\\.{2,}){${String(atLeast)},4}`;
const between = betweenWith(':');

/** "Dear customer 482913 is your code": a number followed by "is your" is not the customer's number. */
const notGivenAway =
  '(?!\\d)(?! (?:is|ist|es|est|e|jest|to|-) (?:your|the|ihr|ihre|dein|deine|su|tu|votre|ton|le|il|la|sua|seu|twoj)(?![a-z]))';

/** "Código de operación 482913": the label tells what the code is for. */
const notOfCode =
  "(?<!(?:code|codigo|cod.|clave|clau|codice|kod|kodu|kodem|haslo|код|пароль|pin|otp|tan|token|senha|chave|passwort|password|رمز|كود|कोड)(?: de| di| d'| d| do| da| for| para| per| pour| для| fur)? )";

const opening = '(?:^|[\\r\\n.;,] ?)';

const labelled = [
  // card (1234)
  new RegExp(`(?:${anyOf(owners)}|${unspacedOwners}) ?\\([^\\d()]{0,6}\\d{3,4}\\)`, 'gu'),
  new RegExp(`(?:${anyOf(tails)}|${unspacedTails})${between}(?:為|为|は|는)?\\d{2,8}(?!\\d)`, 'gu'),
  new RegExp(`(?<!\\d)\\d{2,15} (?:ile biten|ile sonlanan|numarali|nolu|नंबर वाले)`, 'gu'),
  new RegExp(`(?:${anyOf(references)}|${unspacedReferences})${marker}${between}${value}`, 'gu'),
  new RegExp(`${notOfCode}${anyOf(businesses)}${marker}${betweenWith('', 1)}${value}${notGivenAway}`, 'gu'),
  new RegExp(`(?<=${opening}${anyOf(businesses)}${marker} ?: ?)${value}${notGivenAway}`, 'gu'),
  new RegExp(`(?<=${opening}(?:${anyOf(owners)}|${unspacedOwners})${marker} ?: ?)${valueInGroups}`, 'gu'),
  new RegExp(
    `(?:${anyOf(owners)}|${unspacedOwners})${marker}${betweenWith('')}${valueInGroups}${notGivenAway}`,
    'gu',
  ),
];

/** Masks numbers with a label: references, last digits of accounts, balances. Takes and returns normalized text. */
export const maskLabelledNumbers = (text: string): string =>
  labelled.reduce((rest, pattern) => maskMatches(rest, pattern, { inFolded: true }), text);
