import { z } from 'zod';
import { channelSchema, codeTypeSchema } from '../assistance/descriptor.js';

const selector = z.string('must be a selector in quotes').trim().min(1, 'must not be empty');
/** A text that the database and JSON can keep. */
const plainText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100)
  .regex(/^[^\0\p{Cs}]*$/u, 'must be well-formed text');
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int(error).min(min, error).max(max, error);
};

export const pageKinds = [
  'code_rejected',
  'code_required',
  'logged_in',
  'bad_credentials',
  'account_locked',
  'unavailable',
] as const;
export type PageKind = (typeof pageKinds)[number];

const lengthRangeSchema = z
  .strictObject({ min: wholeNumber(1, 32), max: wholeNumber(1, 32) })
  .refine(({ min, max }) => min <= max, { path: ['min'], error: 'must not be larger than max' });
const lengthSchema = z.union(
  [wholeNumber(1, 32), lengthRangeSchema],
  'must be a whole number from 1 to 32, or { min, max } of such numbers',
);

const otpSchema = z.strictObject({
  input: selector,
  submit: selector.optional(),
  length: lengthSchema.optional(),
  type: codeTypeSchema.optional(),
  purpose: plainText.optional(),
  channel: channelSchema.default('unknown'),
  destination: selector.optional(),
  message: selector.optional(),
  expires_seconds: wholeNumber(1, 86_400).optional(),
  max_attempts: wholeNumber(1, 100).optional(),
  resend: selector.optional(),
  resend_after_seconds: wholeNumber(0, 3_600).optional(),
});

/** The code that accounts name their bank by. */
export const bankCodeSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and -');

function refuseUnlessOne(
  { selector, dialog }: { selector?: string | undefined; dialog?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (selector === undefined && dialog === undefined)
    context.addIssue({ code: 'custom', path: ['selector'], message: 'must be a selector in quotes' });
  if (selector !== undefined && dialog !== undefined)
    context.addIssue({ code: 'custom', path: ['dialog'], message: 'cannot stand beside a selector' });
}

/** A bank whose pages need no program, as BANKS_DIR holds it (docs/banks.md). */
export const bankFileSchema = z
  .strictObject({
    code: bankCodeSchema,
    name: plainText,
    login_url: webAddress,
    timeout_seconds: wholeNumber(1, 300).default(30),
    resumable: z.boolean().default(false),
    release_while_waiting: z.boolean().optional(),
    /** Dialogs of the browser whose text holds one of these are accepted; all others are dismissed. */
    accept_dialogs: z.array(plainText).max(20).default([]),
    service_workers: z.enum(['allow', 'block'], 'must be allow or block').default('block'),
    fields: z.strictObject({ username: selector, password: selector, submit: selector }),
    otp: otpSchema.optional(),
    pages: z
      .array(
        z
          .strictObject({
            selector: selector.optional(),
            dialog: plainText.optional(),
            is: z.enum(pageKinds, `must be one of ${pageKinds.join(', ')}`),
          })
          .superRefine(refuseUnlessOne),
      )
      .min(1, 'must name at least one page'),
    keep_alive: z
      .strictObject({ url: webAddress, every_seconds: wholeNumber(5, 86_400), logged_in: selector })
      .optional(),
  })
  .superRefine(({ resumable, release_while_waiting, otp, pages }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const names = (kind: PageKind) => pages.some(({ is }) => is === kind);
    if (release_while_waiting !== undefined && !resumable)
      refuse(['release_while_waiting'], 'is only for a bank with resumable: true');
    if (otp?.resend_after_seconds !== undefined && otp.resend === undefined)
      refuse(['otp', 'resend_after_seconds'], 'needs otp.resend, the selector of what asks for another code');
    if (!names('logged_in')) refuse(['pages'], 'must name the page that is: logged_in');
    if (otp && !names('code_required')) refuse(['pages'], 'must name a page that is: code_required, for otp');
    if (otp) return;
    for (const [at, { is }] of pages.entries())
      if (is === 'code_required' || is === 'code_rejected')
        refuse(['pages', at, 'is'], `is ${is}, and there is no otp to say where a code is typed`);
  });

export type BankFile = z.infer<typeof bankFileSchema>;
