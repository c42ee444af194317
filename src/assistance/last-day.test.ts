import { describe, expect, it } from 'vitest';
import { describeLastDay, type LoginSpan } from './last-day.js';

const now = new Date('2026-11-28T12:20:00Z');
/** So many hours before now. */
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

const login = (startedAt: Date, changes: Partial<LoginSpan> = {}): LoginSpan => ({
  ...{ startedAt, loggedInAt: null, endedAt: null, outcome: null, reason: null },
  ...changes,
});
const session = (from: number, to: number | null, reason: string | null = 'stopped'): LoginSpan =>
  login(ago(from), {
    loggedInAt: ago(from),
    endedAt: to === null ? null : ago(to),
    outcome: 'logged_in',
    reason,
  });
const failed = (at: number): LoginSpan => login(ago(at), { endedAt: ago(at), outcome: 'expired' });
const cancelled = (at: number): LoginSpan => login(ago(at), { endedAt: ago(at), outcome: 'cancelled' });

describe('the last 24 hours', () => {
  it.each([
    ['end with an open session', [session(2, null, null)], '.....................lll'],
    ['begin with a session from before', [session(80, 22)], 'll......................'],
    ['show a session that lasts longer than they do', [session(80, null, null)], 'llllllllllllllllllllllll'],
    ['show a login that waits', [login(ago(1))], '......................ww'],
    ['show a failure', [failed(3)], '....................f...'],
    ['show a login that was cancelled as one that waited', [cancelled(3)], '....................w...'],
    ['show where a session was lost', [session(3, 1, 'session_lost')], '....................llf.'],
    [
      'show a failure before a success of the same hour',
      [session(5, 5), failed(5)],
      '..................f.....',
    ],
    ['show a success before the wait for it', [session(0, 0), login(ago(0))], '.......................l'],
    ['have room for a clock that is ahead', [session(1, -2)], '......................ll'],
    ['start with the 24th hour of the clock', [failed(23.3), failed(23.4)], 'f.......................'],
  ])('%s', (_title, logins, hours) => {
    expect(describeLastDay(logins, now)).toEqual({ hours, until: new Date('2026-11-28T13:00:00Z') });
  });

  it.each([
    ['there was no login', []],
    ['all logins had ended before', [failed(23.6), session(30, 24)]],
  ])('are null when %s', (_title, logins) => {
    expect(describeLastDay(logins, now)).toBeNull();
  });
});
