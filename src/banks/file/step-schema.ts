import { z } from 'zod';
import { attributeName, framePath, plainText, secretName, selector } from './file-values.js';

/** The steps of `login`, `otp.before` and `otp.before_submit` (docs/banks.md, "Steps"). */

/** What an account holds: `username`, `password` or `secrets.NAME`. */
const credentialName = z.union(
  [z.literal('username'), z.literal('password'), z.templateLiteral(['secrets.', secretName])],
  'must be username, password or secrets.NAME',
);
export type CredentialName = z.infer<typeof credentialName>;

const anyStep = {
  frame: framePath.optional(),
  if: selector.optional().describe('The step is skipped unless this is visible when its turn comes.'),
};

/** A key as Playwright names it, with modifiers: `Enter`, `Tab`, `Shift+Tab`. */
const key = z
  .string('must be the name of a key')
  .regex(
    /^(?:(?:Alt|Control|Meta|Shift)\+)*(?:Enter|Tab|Escape|Space|Backspace|Delete|Home|End|PageUp|PageDown|Arrow(?:Up|Down|Left|Right)|F(?:[1-9]|1[0-2])|[A-Za-z0-9])$/,
    'must be the name of a key, such as Enter, Tab or ArrowDown',
  );

/** The difference hash of a drawn key, and the characters that it stands for. */
const pictures = z
  .record(
    z.string().regex(/^[0-9a-f]{16}$/, 'must be a hash of 16 digits from 0-9 and a-f, in quotes'),
    z.string('must be a text in quotes').min(1, 'must not be empty').max(10),
  )
  .refine((hashes) => Object.keys(hashes).length > 0, 'must name at least one key');

/** How the character of a key is known: from its text, from an attribute, or from its picture. */
const keypad = {
  by: z.union(
    [z.literal('text'), z.literal('picture'), attributeName],
    'must be text, picture or the name of an attribute',
  ),
  pictures: pictures.optional(),
};

const clickStep = z.strictObject({
  click: selector,
  opens: z
    .literal('tab', 'must be tab')
    .optional()
    .describe('The login goes on in the tab or window that opens.'),
  ...anyStep,
});
const checkStep = z.strictObject({ check: selector, ...anyStep });
const uncheckStep = z.strictObject({ uncheck: selector, ...anyStep });
const pressStep = z.strictObject({ press: key, ...anyStep });
const waitStep = z.strictObject({ wait: selector, ...anyStep });
const fillStep = z.strictObject({ fill: selector, with: credentialName, ...anyStep });
const typeStep = z.strictObject({ type: selector, with: credentialName, ...anyStep });
const selectStep = z
  .strictObject({
    select: selector,
    option: plainText.optional(),
    with: credentialName.optional(),
    ...anyStep,
  })
  .refine((step) => (step.option === undefined) !== (step.with === undefined), {
    path: ['option'],
    error: 'needs exactly one of option (the text or value to choose) and with',
  });
const keypadStep = z
  .strictObject({ keypad: selector, with: credentialName, ...keypad, ...anyStep })
  .superRefine(refusePicturesThatDoNotFit);
const askedStep = z
  .strictObject({
    asked: selector,
    with: credentialName,
    position: z.union([z.literal('label'), attributeName], 'must be label or the name of an attribute'),
    keys: selector
      .optional()
      .describe('The keys of a keypad, where the characters are pressed and not typed.'),
    by: keypad.by.optional(),
    pictures: keypad.pictures,
    ...anyStep,
  })
  .superRefine((step, context) => {
    refusePicturesThatDoNotFit(step, context);
    if ((step.keys === undefined) !== (step.by === undefined))
      context.addIssue({
        code: 'custom',
        path: [step.keys === undefined ? 'keys' : 'by'],
        message: 'is missing: keys and by go together',
      });
  });

function refusePicturesThatDoNotFit(
  { by, pictures: hashes }: { by?: string | undefined; pictures?: Record<string, string> | undefined },
  context: z.RefinementCtx,
): void {
  if ((by === 'picture') === (hashes !== undefined)) return;
  context.addIssue({
    code: 'custom',
    path: ['pictures'],
    message: by === 'picture' ? 'is missing: by: picture needs it' : 'is only for by: picture',
  });
}

export const stepSchema = z.union(
  [
    clickStep,
    checkStep,
    uncheckStep,
    pressStep,
    waitStep,
    fillStep,
    typeStep,
    selectStep,
    keypadStep,
    askedStep,
  ],
  'must be a step with one of click, check, uncheck, press, wait, fill, type, select, keypad and asked',
);
export type Step = z.infer<typeof stepSchema>;
export type KeypadStep = z.infer<typeof keypadStep>;
export type AskedStep = z.infer<typeof askedStep>;

export const stepsSchema = z
  .array(stepSchema, 'must be a list of steps')
  .min(1, 'must have at least one step')
  .max(60);
