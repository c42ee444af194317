/** Replaces each character of a text that is not a code, such as an amount or a date. */
export const noisePlaceholder = '\ufffc';

/** Replaces each character of a code word ("code", "OTP", "TAN"). */
export const codeWordPlaceholder = '\ue000';
