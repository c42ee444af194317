import type { Account } from '../api/schemas';
import type { HoursOfDay } from '../i18n/en';

export const hoursOfDay = 24;
const hourMs = 3_600_000;
const nothing = '.'.repeat(hoursOfDay);

/**
 * The account's last 24 hours as of now: one character for each hour, as the API describes them. The list may have been
 * loaded hours ago, and nothing has changed since: an open session has stayed open, and a login has kept waiting.
 */
export function hoursNow({ lastDay, latestSession }: Account, nowMs: number): string {
  if (lastDay === null) return nothing;
  const hoursSince = Math.floor((nowMs - Date.parse(lastDay.until)) / hourMs) + 1;
  if (hoursSince <= 0) return lastDay.hours;
  const isOpen = latestSession !== null && latestSession.endedAt === null;
  const state = isOpen ? (latestSession.loggedInAt === null ? 'w' : 'l') : '.';
  return (lastDay.hours + state.repeat(Math.min(hoursSince, hoursOfDay))).slice(-hoursOfDay);
}

/** In how many of the hours a login failed, the account was logged in, or only waited. */
export function countHours(hours: string): HoursOfDay {
  const count = (state: string) => hours.split(state).length - 1;
  return { failed: count('f'), loggedIn: count('l'), waiting: count('w') };
}
