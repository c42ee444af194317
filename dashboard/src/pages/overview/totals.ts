import type { BankDay, Overview } from '../../api/overview';

export interface DayTotals {
  day: string;
  loggedIn: number;
  failed: number;
  expired: number;
  /** The median. Null if no code was entered. */
  secondsToCode: number | null;
}

export interface BankTotal {
  bank: string;
  asked: number;
  expired: number;
}

/** Today's date in a time zone: `2026-11-28`. */
export const todayIn = (timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date());

/** The totals of the last `count` days until `today`, oldest first, days without events included. */
export function totalsByDay(
  { days: entries, medians_by_day: medians }: Overview,
  count: number,
  today: string,
): DayTotals[] {
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(`${today}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() - (count - 1 - index));
    const day = date.toISOString().slice(0, 10);
    const ofDay = entries.filter((entry) => entry.day === day);
    return {
      day,
      loggedIn: sum(ofDay, 'logged_in'),
      failed: sum(ofDay, 'failed'),
      expired: sum(ofDay, 'expired'),
      secondsToCode: medians.find((median) => median.day === day)?.seconds ?? null,
    };
  });
}

export function totalsByBank(entries: readonly BankDay[]): BankTotal[] {
  const banks = [...new Set(entries.map(({ bank }) => bank))];
  return banks
    .map((bank) => {
      const ofBank = entries.filter((entry) => entry.bank === bank);
      return { bank, asked: sum(ofBank, 'asked'), expired: sum(ofBank, 'expired') };
    })
    .sort((a, b) => b.expired - a.expired || b.asked - a.asked);
}

export const sum = (
  entries: readonly BankDay[],
  name: 'logged_in' | 'failed' | 'expired' | 'asked',
): number => entries.reduce((total, entry) => total + entry[name], 0);
