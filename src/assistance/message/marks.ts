/** Stands where something was found that is no code. */
export const noiseMark = '\ufffc';

/** Stands where a word was found that speaks of a code. */
export const codeWordMark = '\ue000';
