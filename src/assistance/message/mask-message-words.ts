import { maskRanges } from './mask.js';
import { fold } from './normalize-text.js';
import { createPhraseTable } from './phrase-table.js';
import { alertPlaceholder, instructionPlaceholder, purposePlaceholder } from './placeholder-characters.js';
import { alerts, unspacedAlerts } from './alert-words.js';
import { instructions, unspacedInstructions, purposes } from './instruction-words.js';

const marks = [
  { table: createPhraseTable(alerts, unspacedAlerts), placeholder: alertPlaceholder },
  { table: createPhraseTable(instructions, unspacedInstructions), placeholder: instructionPlaceholder },
  { table: createPhraseTable(purposes), placeholder: purposePlaceholder },
];

/** Replaces words of alerts, instructions and purposes by their placeholders. */
export const maskMessageWords = (text: string): string =>
  marks.reduce((rest, { table, placeholder }) => maskRanges(rest, table.find(fold(rest)), placeholder), text);
