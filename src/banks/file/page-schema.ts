import { z } from 'zod';
import { framePath, plainText, selector } from './file-values.js';

export const pageKinds = [
  'code_rejected',
  'code_required',
  'choice_required',
  'approval_required',
  'approval_refused',
  'question',
  'logged_in',
  'bad_credentials',
  'account_locked',
  'password_expired',
  'access_denied',
  'unavailable',
] as const;
export type PageKind = (typeof pageKinds)[number];

const addressGlob = z
  .string('must be an address in quotes; * and ** stand for any text')
  .trim()
  .min(1, 'must not be empty')
  .max(2_000)
  .describe('A glob on the whole address: with its query, without its fragment.');

/** One entry of `pages`: how to recognise a page, and what it means. */
export const pageSchema = z
  .strictObject({
    selector: selector.optional(),
    url: addressGlob.optional(),
    dialog: plainText.optional(),
    frame: framePath.optional(),
    is: z.enum(pageKinds, `must be one of ${pageKinds.join(', ')}`),
  })
  .superRefine(({ selector, url, dialog, frame }, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (dialog === undefined) {
      if (selector === undefined && url === undefined)
        refuse('selector', 'must be a selector in quotes, unless there is a url or a dialog');
      return;
    }
    if (selector !== undefined) refuse('dialog', 'cannot stand beside a selector');
    if (url !== undefined) refuse('dialog', 'cannot stand beside a url');
    if (frame !== undefined) refuse('frame', 'cannot stand beside a dialog');
  });
export type PageRule = z.infer<typeof pageSchema>;
