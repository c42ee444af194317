/**
 * Replaces each character of a text that is not a code, such as an amount or a date. All placeholders are for private
 * use or have no text of their own, and `normalizeText` removes them from messages.
 */
export const noisePlaceholder = '\ufffc';

/** Replaces each character of a code word ("code", "OTP", "TAN"). */
export const codeWordPlaceholder = '\ue000';

/** Replaces each character of a word for something that has happened or comes by post ("debited", "parcel"). */
export const alertPlaceholder = '\ue001';

/** Replaces each character of a word that asks for an input ("enter"). */
export const instructionPlaceholder = '\ue002';

/** Replaces each character of words that say what an input is for ("to sign in"). */
export const purposePlaceholder = '\ue003';

export const placeholders = [
  noisePlaceholder,
  codeWordPlaceholder,
  alertPlaceholder,
  instructionPlaceholder,
  purposePlaceholder,
];
