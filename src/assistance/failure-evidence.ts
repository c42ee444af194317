import { z } from 'zod';
import { notSubmittedReasons } from './step-answer.js';

/**
 * What a bank's page showed when a login could not go on, as it is kept, sent and displayed. All texts of the page are
 * short and without secrets, and the values of fields are not in it.
 */

const text = z.string().max(400);
/** Selectors of frames, outermost first; empty for the page itself. */
const framePath = z.array(z.string()).max(10);
/** A place in the bank's file, such as `["login", 2]`. */
const filePath = z.array(z.union([z.string(), z.int()])).max(6);

export const evidenceCauses = [
  /** Another element lies over what the step needs. */
  'covered',
  /** What the step needs is not on the page. */
  'not_found',
  /** The page asks for a code, and the field that the file names for it is not there. */
  'code_field_not_found',
  /** It is on the page and cannot be seen. */
  'hidden',
  /** It is on the page and can be used: it came after the time to wait for it was over. */
  'came_late',
  /** The button never became usable. */
  'disabled',
  /** The field, the keypad or the page's own check does not take what is typed, or nothing was sent. */
  'not_taken',
  /** The page is none of the file's `pages`. */
  'unknown_page',
  /** An entry of `pages` matches, and was there before: the page did not change. */
  'unchanged_page',
  /** The bank did not answer. */
  'no_answer',
  /** An entry of `pages` says that the bank is unavailable. */
  'unavailable_page',
  /** An entry of `pages` says that the bank turns the browser away. */
  'access_denied_page',
  /** The browser does not understand a selector of the file. */
  'invalid_selector',
  /** The browser failed in an unexpected way. */
  'browser_error',
  /** The page did not respond, so what it showed could not be read. */
  'not_read',
] as const;

const elementSchema = z.object({
  kind: z.enum(['field', 'button', 'link', 'heading', 'frame']),
  role: text,
  label: text,
  /** Matches this element alone, in Playwright's syntax; null where there is none without a secret in it. */
  selector: z.string().max(600).nullable(),
  frame: framePath,
  disabled: z.boolean(),
  covered: z.boolean(),
});
export type EvidenceElement = z.infer<typeof elementSchema>;

const pageEntrySchema = z.object({
  place: z.int(),
  is: z.string(),
  /** The entry without `is`, as one line of the file. */
  entry: z.string().max(2_500),
  matched: z.boolean(),
  visible: z.boolean(),
  /** Why it does not match; null if it does. */
  why_not: z.enum(['absent', 'hidden', 'other_address', 'frame_absent', 'no_dialog', 'invalid']).nullable(),
  /** The selector of a visible element that resembles the entry's. */
  near: z.string().max(600).nullable(),
});
export type EvidencePageEntry = z.infer<typeof pageEntrySchema>;

const suggestionSchema = z.object({
  because: z.enum(['covered', 'notice', 'target_moved', 'code_field_moved', 'unknown_page', 'came_late']),
  /** `add`: the value is appended to the list at `path`; `replace`: it takes the place of what is there, if anything. */
  action: z.enum(['add', 'replace', 'remove']),
  path: filePath,
  value: z.unknown(),
  /** The same for people: lines of YAML. */
  yaml: z.string().max(3_000),
});
export type EvidenceSuggestion = z.infer<typeof suggestionSchema>;

export const failureEvidenceSchema = z.object({
  taken_at: z.iso.datetime(),
  bank: z.string(),
  /** What the login was about to do. */
  step: z.enum(['log_in', 'code', 'resend', 'choice', 'answer', 'approval', 'look']),
  outcome: z.enum(['page_not_recognised', 'bank_unavailable', 'access_denied', 'not_submitted', 'error']),
  /** Why nothing was sent, if the outcome is `not_submitted`. */
  reason: z.enum(notSubmittedReasons).nullable(),
  cause: z.enum(evidenceCauses),
  /** Reading the page took long: it, or the worker’s machine, was slow, and that may be the cause. */
  was_slow: z.boolean().default(false),
  /** What the step waited for; null where it waited for the bank's answer: one of `pages`. */
  waited_for: z.object({ path: filePath, selector: z.string(), frame: framePath }).nullable(),
  /** What was typed last. */
  after: z.enum(['username', 'password', 'secret', 'code', 'answer']).nullable(),
  /** Without query and fragment; null where the bank did not answer. */
  address: z.string().max(2_000).nullable(),
  title: text,
  http_status: z.int().nullable(),
  /** Each entry of the file's `pages`; empty for a bank that is a module. */
  pages: z.array(pageEntrySchema).max(100),
  /** Each step of the file's login, and of a code page's, in their order. */
  steps: z
    .array(
      z.object({
        path: filePath,
        step: z.string().max(2_500),
        how: z.enum(['taken', 'pressed', 'skipped', 'failed', 'awaited', 'not_reached']),
        visible: z.boolean(),
      }),
    )
    .max(200),
  /** The selectors of the file that the browser does not understand. Looked for only when the browser failed. */
  invalid_selectors: z
    .array(z.object({ path: filePath, selector: z.string().max(1_000) }))
    .max(50)
    .default([]),
  /** What was in the way of a click, and what stands over something now. */
  covers: z.array(z.object({ over: text, element: text, selector: z.string().max(600).nullable() })).max(10),
  /** What the file's `dismiss` closed. */
  dismissed: z.array(z.string()).max(20),
  elements: z.array(elementSchema).max(200),
  suggestions: z.array(suggestionSchema).max(20),
});
export type FailureEvidence = z.infer<typeof failureEvidenceSchema>;
