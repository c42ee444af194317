import { randomBytes } from 'node:crypto';
import type { Challenge } from './challenges.js';
import type { LogoutReason } from './ledger.js';
import type { Scenario } from './scenarios.js';

export type Stage =
  | { at: 'code'; challenge: Challenge }
  | { at: 'channel' }
  | { at: 'approval'; approvalId: string }
  | { at: 'question'; refusals: number }
  | { at: 'accounts' }
  | { at: 'locked' | 'no_attempts_left' | 'expired' | 'approval_refused' | 'approval_expired' };

export interface Session {
  readonly id: string;
  readonly username: string;
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly lastSeenAt: number;
  /** When the bank ends the session, even if the user is active. Unix milliseconds. */
  readonly endsAt: number | null;
}

interface SessionDeps {
  now: () => number;
  maxSessions: number;
  idleMs: number;
  onEnd: (session: Session, reason: LogoutReason, at: number) => void;
}

export type Sessions = ReturnType<typeof createSessions>;

/**
 * The sessions of users who are signed in or signing in. They are kept in memory; the cookie is only a random
 * id.
 */
export function createSessions({ now, maxSessions, idleMs, onEnd }: SessionDeps) {
  const sessions = new Map<string, Session>();

  function end(id: string, reason: LogoutReason, at = now()): void {
    const session = sessions.get(id);
    if (session === undefined) return;
    sessions.delete(id);
    onEnd(session, reason, at);
  }

  function endIfOver(session: Session): void {
    const idleAt = session.lastSeenAt + idleMs;
    if (session.endsAt !== null && session.endsAt <= now()) end(session.id, 'session_ended', session.endsAt);
    else if (idleAt <= now()) end(session.id, 'idle', idleAt);
  }

  function keep(session: Session): Session {
    // Moved to the end of the map, so that the least recently used session is first.
    sessions.delete(session.id);
    sessions.set(session.id, session);
    return session;
  }

  return {
    end,
    create(username: string, scenario: Scenario, stage: Stage): Session {
      for (const oldest of sessions.keys()) {
        if (sessions.size < maxSessions) break;
        end(oldest, 'dropped');
      }
      const id = randomBytes(24).toString('base64url');
      return keep({ id, username, scenario, stage, lastSeenAt: now(), endsAt: null });
    },
    /** Finding a session counts as using it. */
    find(id: string): Session | undefined {
      const found = sessions.get(id);
      if (found !== undefined) endIfOver(found);
      const session = sessions.get(id);
      return session && keep({ ...session, lastSeenAt: now() });
    },
    move(session: Session, stage: Stage, endsAt = session.endsAt): Session {
      return keep({ ...session, stage, endsAt });
    },
    /** Ends expired sessions that nobody uses, so that the ledger shows it. */
    sweep(): void {
      for (const session of sessions.values()) endIfOver(session);
    },
  };
}
