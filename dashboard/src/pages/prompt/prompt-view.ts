import type { Account, AssistanceRequest, LoginSession } from '../../api/schemas';

/** What the prompt page shows. */
export type PromptView =
  | { is: 'asking'; request: AssistanceRequest }
  | { is: 'signing-in'; hasCode: boolean }
  | { is: 'stopping' }
  | { is: 'logged-in'; isOpen: boolean }
  | { is: 'failed'; outcome: string }
  | { is: 'blocked'; reason: string }
  | { is: 'idle' };

interface Known {
  account: Account;
  pending: AssistanceRequest | null;
  /** Null when there never was one. */
  latestSession: LoginSession | null;
  latestRequest: AssistanceRequest | null;
  /** A code of this page was accepted: the list of sessions may not tell it yet. */
  wasAccepted: boolean;
}

/** Decides what the page shows from what the server has said so far. */
export function promptView({
  account,
  pending,
  latestSession,
  latestRequest,
  wasAccepted,
}: Known): PromptView {
  if (pending) return { is: 'asking', request: pending };

  const isRunning = account.sessionStatus === 'running';
  // The two answers are a moment apart when a session starts or ends; the account's own word decides.
  const session = latestSession && (latestSession.ended_at === null) === isRunning ? latestSession : null;
  if (isRunning) {
    // The browser is closed after nobody came in time, which takes a moment; the person need not wait for that.
    if (session && latestRequest?.status === 'expired' && latestRequest.created_at > session.started_at)
      return { is: 'failed', outcome: 'expired' };
    if (session?.phase === 'stopping') return { is: 'stopping' };
    const isLoggedIn = session === null ? wasAccepted : session.phase === 'running';
    return isLoggedIn
      ? { is: 'logged-in', isOpen: true }
      : { is: 'signing-in', hasCode: wasAccepted || session?.phase === 'submitting_code' };
  }
  if (account.scrapeBlockedReason !== null) return { is: 'blocked', reason: account.scrapeBlockedReason };
  if (session?.outcome === 'logged_in') {
    return session.reason === 'completed' ? { is: 'logged-in', isOpen: false } : { is: 'idle' };
  }
  if (session && session.outcome !== null && session.outcome !== 'cancelled')
    return { is: 'failed', outcome: session.outcome };
  return { is: 'idle' };
}
