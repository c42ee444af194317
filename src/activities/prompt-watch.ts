import { BrowserError } from '../browser/browser-error.js';
import { withTimeout } from '../browser/with-timeout.js';
import { askBank, type BankReply } from './ask-bank.js';
import type { AwaitedHelp, HeldLogin } from './held-login.js';

/** With the few seconds that a look takes, a page that goes away is reported well within 10 s. */
const lookEveryMs = 2_000;
/** The bank's own limit (`timeout_seconds`) is longer; people would wait for a request that is over. */
const findPageMs = 4_000;

/**
 * Looks at the page of a held login every few seconds while it waits for a code, a choice or an answer, without touching
 * it, and calls `onGone` each time there is nothing to answer it with. `onGone` must not throw. Returns a function that
 * ends the watch.
 */
export function watchPrompt(held: HeldLogin, onGone: (awaited: AwaitedHelp) => Promise<void>): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    if (!isStopped && held.isHeld) timer = setTimeout(() => void look(), lookEveryMs);
  };
  const look = async (): Promise<void> => {
    try {
      const awaited = awaitedNow(held);
      if (awaited && (await isGone(held, awaited)) && !isStopped && awaitedNow(held) === awaited)
        await onGone(awaited);
    } catch (error) {
      // The holder notices a lost browser itself; a page that cannot be looked at now is looked at again.
      if (!(error instanceof BrowserError)) throw error;
    }
    schedule();
  };
  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Null while a step is in progress: the step itself judges what the page shows. */
const awaitedNow = (held: HeldLogin): AwaitedHelp | null => (held.isBusy ? null : held.awaits);

/** False if the bank's driver cannot say. Throws nothing but BrowserError. */
async function isGone(held: HeldLogin, awaited: AwaitedHelp): Promise<boolean> {
  const presence = await held.run(async (driver, page) =>
    awaited === 'code_required' ? driver.codePagePresence?.(page) : driver.promptPresence?.(page, awaited),
  );
  return presence === 'gone';
}

/**
 * Finds out where a login is after its code page went away. No step caused this page, so what it says about credentials
 * or codes does not count; an open session, a lock, an expired password, a refusal and an outage do. `code_rejected`
 * means that the code page is still there.
 */
export async function findPageAfterCode(held: HeldLogin): Promise<BankReply> {
  const seen = await lookAtPage(held);
  const isOtherPrompt = ['choice_required', 'approval_required', 'question'].includes(seen.is);
  if (seen.is !== 'code_required' && seen.is !== 'code_rejected')
    return isOtherPrompt ? sessionLost : saidByItself(seen);
  return (await isGone(held, 'code_required').catch(trueIfClosed))
    ? sessionLost
    : { is: 'code_rejected', bankMessage: null };
}

/**
 * The same for a page that offered a choice or asked a question. A prompt means that it is there again, or that the bank
 * asks for something else by itself.
 */
export async function findPageAfterPrompt(
  held: HeldLogin,
  awaited: Exclude<AwaitedHelp, 'code_required'>,
): Promise<BankReply> {
  const seen = await lookAtPage(held);
  const isStillGone = seen.is === awaited && (await isGone(held, awaited).catch(trueIfClosed));
  return isStillGone ? sessionLost : saidByItself(seen);
}

const sessionLost: BankReply = { is: 'session_lost' };

async function lookAtPage(held: HeldLogin): Promise<BankReply> {
  return await withTimeout(
    findPageMs,
    () => askBank(held, (driver, page) => driver.lookAgain(page)),
    () => sessionLost,
  );
}

function saidByItself(seen: BankReply): BankReply {
  switch (seen.is) {
    case 'logged_in':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'unavailable':
    case 'code_required':
    case 'choice_required':
    case 'approval_required':
    case 'question':
      return seen;
    case 'code_rejected':
    case 'bad_credentials':
    case 'approval_refused':
    case 'not_submitted':
    case 'page_not_recognised':
    case 'session_lost':
      return sessionLost;
  }
}

function trueIfClosed(error: unknown): true {
  if (error instanceof BrowserError) return true;
  throw error;
}
