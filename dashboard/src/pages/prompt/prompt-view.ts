import type { Account, AssistanceRequest, LoginSession, RequestType } from '../../api/schemas';

/** The content of the prompt page. */
export type PromptView =
  | { is: 'asking'; request: AssistanceRequest }
  /** `after`: the type of the request that was just answered; null if the bank has asked for nothing yet. */
  | { is: 'signing-in'; after: RequestType | null }
  | { is: 'stopping' }
  /** The session is stopped, and another one is about to start. */
  | { is: 'starting-over' }
  | { is: 'logged-in'; isOpen: boolean }
  /** `type`: of the login's last request, null if there was none. */
  | { is: 'failed'; outcome: string; type: RequestType | null }
  | { is: 'blocked'; reason: string }
  | { is: 'idle' };

/** An answer from this page that the bank has accepted. */
export interface AcceptedAnswer {
  sessionId: string;
  type: RequestType;
}

interface Known {
  account: Account;
  pending: AssistanceRequest | null;
  /** Null if there never was one. */
  latestSession: LoginSession | null;
  latestRequest: AssistanceRequest | null;
  /** The last one in this session. The list of sessions may not show it yet. */
  accepted: AcceptedAnswer | null;
}

/** Decides what the page shows from the state of the account, its request and its latest session. */
export function promptView({ account, pending, latestSession, latestRequest, accepted }: Known): PromptView {
  if (pending) return { is: 'asking', request: pending };

  const isRunning = account.sessionStatus === 'running';
  // When a session starts or ends, the account and the list of sessions may disagree for a moment. The
  // account decides.
  const session = latestSession && (latestSession.ended_at === null) === isRunning ? latestSession : null;
  const request =
    session && latestRequest && latestRequest.created_at > session.started_at ? latestRequest : null;
  const type = request?.type ?? null;
  const isAnswered = request?.status === 'fulfilled' || request?.reason === 'replaced';
  if (isRunning) {
    // After a request has expired, closing the browser takes a moment. The user need not wait for it.
    if (request?.status === 'expired') return { is: 'failed', outcome: 'expired', type };
    if (session?.phase === 'stopping') return { is: 'stopping' };
    const isLoggedIn = session === null ? accepted?.type === 'otp' : session.phase === 'running';
    return isLoggedIn
      ? { is: 'logged-in', isOpen: true }
      : { is: 'signing-in', after: accepted?.type ?? (isAnswered ? type : null) };
  }
  if (account.scrapeBlockedReason !== null) return { is: 'blocked', reason: account.scrapeBlockedReason };
  if (session?.outcome === 'logged_in') {
    return session.reason === 'completed' ? { is: 'logged-in', isOpen: false } : { is: 'idle' };
  }
  if (session && session.outcome !== null && session.outcome !== 'cancelled')
    return { is: 'failed', outcome: session.outcome, type };
  return { is: 'idle' };
}
