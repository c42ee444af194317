import { randomUUID } from 'node:crypto';
import { keepNewest } from './keep-newest.js';
import type { EndOfApproval, Ledger } from './ledger.js';

/** A login that waits for the person to approve it in the bank's app. */
export interface Approval {
  readonly id: string;
  readonly username: string;
  readonly askedAt: number;
  /** The number that the page and the app show. */
  readonly compare: string;
  readonly state: 'waiting' | EndOfApproval;
  /** Whether the phone shows it. */
  readonly reachesPhone: boolean;
  /** When it is refused without the person. Unix milliseconds. */
  readonly refusesAt: number | null;
}

/** How long the bank waits. Longer than its bank file says, so that an approval in the last second counts. */
export const approvalLifeMs = 4 * 60_000;

interface ApprovalDeps {
  now: () => number;
  random: (below: number) => number;
  ledger: Ledger;
  maxApprovals: number;
}

export type Approvals = ReturnType<typeof createApprovals>;

/** What the apps of all users are asked to approve. */
export function createApprovals({ now, random, ledger, maxApprovals }: ApprovalDeps) {
  const approvals = new Map<string, Approval>();

  function end(approval: Approval, state: EndOfApproval, at = now()): Approval {
    const ended = { ...approval, state };
    approvals.set(approval.id, ended);
    ledger.record(approval.username, { type: 'approval_ended', state }, at);
    return ended;
  }

  /** The approval as it is now: time may have ended it. */
  function present(approval: Approval): Approval {
    if (approval.state !== 'waiting') return approval;
    const expiresAt = approval.askedAt + approvalLifeMs;
    if (approval.refusesAt !== null && approval.refusesAt <= now())
      return end(approval, 'refused', approval.refusesAt);
    return expiresAt <= now() ? end(approval, 'expired', expiresAt) : approval;
  }

  function find(id: string): Approval | undefined {
    const approval = approvals.get(id);
    return approval && present(approval);
  }

  const onPhones = (): Approval[] =>
    [...approvals.values()]
      .filter(({ reachesPhone }) => reachesPhone)
      .map(present)
      .toReversed();

  return {
    find,
    ask(username: string, options: { refusesAfterMs: number | null; reachesPhone: boolean }): Approval {
      const { refusesAfterMs, reachesPhone } = options;
      const approval: Approval = {
        id: randomUUID(),
        username,
        askedAt: now(),
        compare: String(10 + random(90)),
        state: 'waiting',
        reachesPhone,
        refusesAt: refusesAfterMs === null ? null : now() + refusesAfterMs,
      };
      keepNewest(approvals, { key: approval.id, value: approval, most: maxApprovals });
      ledger.record(username, { type: 'approval_asked' });
      return approval;
    },
    /** The approval as it is afterwards: one that has ended already stays as it is. Undefined for unknown ids. */
    end(id: string, state: EndOfApproval): Approval | undefined {
      const approval = find(id);
      return approval?.state === 'waiting' ? end(approval, state) : approval;
    },
    /** What this user's phone shows, newest first. */
    of: (username: string): Approval[] => onPhones().filter((approval) => approval.username === username),
    recent: (count: number): Approval[] => onPhones().slice(0, count),
  };
}
