import { z } from 'zod';
import { descriptorSchema } from './descriptor.js';
import { approvalDescriptorSchema, choiceDescriptorSchema } from './request-content.js';

const bankMessage = z.string().nullable();
/** A checkpoint was saved: another browser can continue. */
const canResume = z.boolean();
/**
 * True if another browser would continue at an earlier page: this one answers a form, for example. Then the browser is
 * held while a code is waited for.
 */
const mustHold = z.boolean().optional();

const prompt = {
  bankMessage,
  /** When the step began after which the bank asked for this. */
  requestedAt: z.iso.datetime(),
};

export const notSubmittedReasons = [
  /** No field for the code is on the page. */
  'no_field',
  /** The field does not take the characters. */
  'not_typed',
  /** A character has no key on the keypad, or more than one; no key was pressed. */
  'no_key',
  /** The button never became usable. */
  'button_disabled',
  /** Something that cannot be dismissed covers the button. */
  'covered',
  /** The page refused it by a check of its own and asked the bank nothing. */
  'page_check',
  /** It was typed and the button was pressed, and the page asked the bank nothing. */
  'no_request',
] as const;
export type NotSubmittedReason = (typeof notSubmittedReasons)[number];

/** The result of a step for the workflow: the bank's answer without anything that was typed, or why there is none. */
export const stepAnswerSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('logged_in') }),
  z.object({
    is: z.literal('code_required'),
    descriptor: descriptorSchema,
    ...prompt,
    /** The page offers to send another code. */
    canResend: z.boolean(),
    /** The account's authenticator secret answers this prompt: no request is opened. */
    hasAuthenticator: z.boolean(),
    canResume,
    mustHold,
  }),
  z.object({ is: z.literal('code_rejected'), bankMessage, canResume, mustHold }),
  z.object({
    is: z.literal('choice_required'),
    ...choiceDescriptorSchema.shape,
    /** The option of the channel that the account prefers most; null for none. */
    preferred: z.string().nullable(),
    ...prompt,
  }),
  z.object({
    is: z.literal('approval_required'),
    ...approvalDescriptorSchema.shape,
    /** How long the bank waits; null when its file does not say. */
    expiresSeconds: z.number().positive().nullable(),
    ...prompt,
  }),
  z.object({ is: z.literal('approval_refused') }),
  z.object({
    is: z.literal('question'),
    text: z.string(),
    /** The account holds an answer to this question. */
    hasAnswer: z.boolean(),
    ...prompt,
  }),
  z.object({ is: z.literal('bad_credentials') }),
  z.object({ is: z.literal('account_locked') }),
  z.object({ is: z.literal('password_expired') }),
  z.object({ is: z.literal('access_denied') }),
  z.object({ is: z.literal('unavailable') }),
  /** What was to be sent was certainly not sent: the bank was not asked, and no attempt is used up. */
  z.object({ is: z.literal('not_submitted'), reason: z.enum(notSubmittedReasons) }),
  z.object({ is: z.literal('page_not_recognised') }),
  /**
   * Nothing was typed or sent: the code page of a checkpoint could not be reopened, or this process does not hold
   * the login's browser (`not_held`).
   */
  z.object({
    is: z.literal('not_taken'),
    why: z.enum(['session_lost', 'bank_unavailable', 'no_browser_free', 'no_browser_program', 'not_held']),
  }),
  /** The browser, or the process that held it, is gone. */
  z.object({ is: z.literal('session_lost') }),
  /** The step was not taken because a rule forbids it; `why` is a short code such as `repeated_step`. */
  z.object({ is: z.literal('refused'), why: z.string() }),
]);
export type StepAnswer = z.infer<typeof stepAnswerSchema>;
export type CodePrompt = Extract<StepAnswer, { is: 'code_required' }>;
export type ChoicePrompt = Extract<StepAnswer, { is: 'choice_required' }>;
export type ApprovalPrompt = Extract<StepAnswer, { is: 'approval_required' }>;
export type QuestionPrompt = Extract<StepAnswer, { is: 'question' }>;
/** The bank asks for help that the login cannot give itself. */
export type Prompt = CodePrompt | ChoicePrompt | ApprovalPrompt | QuestionPrompt;

export const isPrompt = (answer: StepAnswer): answer is Prompt =>
  ['code_required', 'choice_required', 'approval_required', 'question'].includes(answer.is);
