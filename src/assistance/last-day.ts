import type { LoginOutcome } from './statuses.js';

/** A login as far as the bar of a day shows it. `loggedInAt` and `endedAt` are null until then. */
export interface LoginSpan {
  startedAt: Date;
  loggedInAt: Date | null;
  endedAt: Date | null;
  outcome: LoginOutcome | null;
  reason: string | null;
}

/** What an hour shows, by rising precedence: `.` nothing, `w` logging in or waiting, `l` logged in, `f` failed or lost. */
const hourStates = ['.', 'w', 'l', 'f'] as const;
type HourState = (typeof hourStates)[number];

const hourMs = 3_600_000;
const hoursOfDay = 24;

/**
 * The account's last 24 hours: one character for each hour of the clock in UTC, oldest first, and the end of the last
 * hour, which is the current one. Null if no login was open in that time.
 */
export function describeLastDay(
  logins: readonly LoginSpan[],
  now: Date,
): { hours: string; until: Date } | null {
  const untilMs = (Math.floor(now.getTime() / hourMs) + 1) * hourMs;
  const hours = Array<HourState>(hoursOfDay).fill('.');
  const mark = (from: Date, to: Date, state: HourState): void => {
    // The database's clock may be a little ahead.
    const last = Math.min(hoursOfDay - 1, hourOf(to));
    for (let hour = Math.max(0, Math.min(last, hourOf(from))); hour <= last; hour += 1)
      if (hourStates.indexOf(state) > hourStates.indexOf(hours[hour] ?? '.')) hours[hour] = state;
  };
  const hourOf = (at: Date): number => Math.floor((at.getTime() - untilMs) / hourMs) + hoursOfDay;
  for (const login of logins) {
    const { startedAt, loggedInAt, endedAt } = login;
    mark(startedAt, loggedInAt ?? endedAt ?? now, 'w');
    if (loggedInAt) mark(loggedInAt, endedAt ?? now, 'l');
    if (endedAt && hasFailed(login)) mark(endedAt, endedAt, 'f');
  }
  return hours.every((state) => state === '.') ? null : { hours: hours.join(''), until: new Date(untilMs) };
}

function hasFailed({ outcome, reason }: LoginSpan): boolean {
  if (outcome === 'logged_in') return reason === 'session_lost' || reason === 'bank_logged_out';
  return outcome !== 'cancelled';
}
