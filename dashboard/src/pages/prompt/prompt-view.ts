import type { Account, AssistanceRequest, LoginSession } from '../../api/schemas';

/** The content of the prompt page. */
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
  /** Null if there never was one. */
  latestSession: LoginSession | null;
  latestRequest: AssistanceRequest | null;
  /** A code entered on this page was accepted. The list of sessions may not show it yet. */
  wasAccepted: boolean;
}

/** Decides what the page shows from the state of the account, its request and its latest session. */
export function promptView({
  account,
  pending,
  latestSession,
  latestRequest,
  wasAccepted,
}: Known): PromptView {
  if (pending) return { is: 'asking', request: pending };

  const isRunning = account.sessionStatus === 'running';
  // When a session starts or ends, the account and the list of sessions may disagree for a moment. The
  // account decides.
  const session = latestSession && (latestSession.ended_at === null) === isRunning ? latestSession : null;
  if (isRunning) {
    // After a request has expired, closing the browser takes a moment. The user need not wait for it.
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
