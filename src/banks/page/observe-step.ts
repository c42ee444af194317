import type { PageRule } from '../file/page-schema.js';
import type { Step } from '../file/step-schema.js';

/**
 * What a bank file's driver does and sees, for a person who tries the file. It holds nothing that was typed; `element` is
 * as the page has it and may repeat it.
 */
export type StepEvent =
  | { is: 'visit'; url: string }
  /** A step of the file; `failed`: the page does not take it. */
  | { is: 'step'; step: Step; how: 'taken' | 'pressed' | 'skipped' | 'failed' }
  /** What the driver needs next is not there yet; null: it waits for the bank's answer. `step`: the step that needs it. */
  | { is: 'awaits'; selector: string | null; frame?: readonly string[] | undefined; step?: Step | undefined }
  /** The entries of `pages` that match now, by their place; reported when they are others than before. */
  | { is: 'matches'; rules: { place: number; rule: PageRule }[] }
  | { is: 'dismissed'; selector: string }
  /** Another element lies over a button. `element`: its opening tag. */
  | { is: 'covered'; selector: string; element: string | null }
  /** The keys of a keypad in the order of the page; `hash` only where they are known by picture. */
  | { is: 'keys'; keys: { text: string; hash: string | null }[] };

export type ObserveStep = (event: StepEvent) => void;
