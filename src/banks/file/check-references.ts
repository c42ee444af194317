import type { z } from 'zod';
import type { BankFileKeys } from './bank-file-keys.js';
import type { PageKind } from './page-schema.js';
import type { Step } from './step-schema.js';

type Section = 'otp' | 'choice' | 'approval' | 'question';

/** The section that says how to deal with each kind of page that asks for help. */
const sectionOfKind: Partial<Record<PageKind, Section>> = {
  code_required: 'otp',
  code_rejected: 'otp',
  choice_required: 'choice',
  approval_required: 'approval',
  approval_refused: 'approval',
  question: 'question',
};

/** The page that shows that a section's turn has come. */
const kindOfSection: Record<Section, PageKind> = {
  otp: 'code_required',
  choice: 'choice_required',
  approval: 'approval_required',
  question: 'question',
};

/** Checks what the parts of a bank file need of each other. */
export function checkReferences(file: BankFileKeys, context: z.RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const { resumable, release_while_waiting, session_movable, fields, login, otp, pages, keep_alive } = file;

  if (release_while_waiting !== undefined && !resumable)
    refuse(['release_while_waiting'], 'is only for a bank with resumable: true');
  if (session_movable && keep_alive === undefined)
    refuse(['session_movable'], 'needs keep_alive, whose url shows that the session is logged in');
  if (fields === undefined && login === undefined)
    refuse(['fields'], 'is missing: a file has fields, or login with a list of steps');
  if (fields !== undefined && login !== undefined)
    refuse(['login'], 'cannot stand beside fields: leave one of them out');
  if (otp?.resend_after_seconds !== undefined && otp.resend === undefined)
    refuse(['otp', 'resend_after_seconds'], 'needs otp.resend, the selector of what asks for another code');
  checkPages(file, refuse);
  checkSecretNames(login, ['login'], file, refuse);
  checkSecretNames(otp?.before, ['otp', 'before'], file, refuse);
  checkSecretNames(otp?.before_submit, ['otp', 'before_submit'], file, refuse);

  if (!pages.some(({ is }) => is === 'logged_in')) refuse(['pages'], 'must name the page that is: logged_in');
}

type Refuse = (path: (string | number)[], message: string) => void;

function checkPages(file: BankFileKeys, refuse: Refuse): void {
  for (const section of ['otp', 'choice', 'approval', 'question'] as const) {
    const kind = kindOfSection[section];
    if (file[section] !== undefined && !file.pages.some(({ is }) => is === kind))
      refuse(['pages'], `must name a page that is: ${kind}, for ${section}`);
  }
  for (const [at, { is }] of file.pages.entries()) {
    const section = sectionOfKind[is];
    if (section === undefined || file[section] !== undefined) continue;
    const reason = section === 'otp' ? 'to say where a code is typed' : 'to say how it is answered';
    refuse(['pages', at, 'is'], `is ${is}, and there is no ${section} ${reason}`);
  }
}

function checkSecretNames(
  steps: readonly Step[] | undefined,
  path: string[],
  { secrets }: BankFileKeys,
  refuse: Refuse,
): void {
  for (const [at, step] of steps?.entries() ?? []) {
    const [, name] = /^secrets\.(.*)$/.exec(('with' in step && step.with) || '') ?? [];
    if (name === undefined || Object.hasOwn(secrets, name)) continue;
    refuse([...path, at, 'with'], `names ${name}, which secrets does not declare`);
  }
}
