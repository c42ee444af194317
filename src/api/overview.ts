import { type LoginTotals, readLoginTotals, readRequestTotals, type RequestTotals } from '../db/overview.js';
import type { Db } from '../db/open.js';

type BankDay = LoginTotals & Omit<RequestTotals, 'day' | 'bank'>;

interface Overview {
  days: BankDay[];
  median_seconds_to_code: number | null;
}

/** What became of a user's logins and requests, by day and bank. */
export async function overviewOf(db: Db, span: { userId: string; days: number }): Promise<Overview> {
  const [logins, requests] = await Promise.all([readLoginTotals(db, span), readRequestTotals(db, span)]);
  const days = new Map<string, BankDay>();
  const entry = (day: string, bank: string): BankDay => {
    const known = days.get(`${day} ${bank}`) ?? { day, bank, ...nothing };
    days.set(`${day} ${bank}`, known);
    return known;
  };
  for (const { day, bank, ...totals } of logins) Object.assign(entry(day, bank), totals);
  for (const { day, bank, ...totals } of requests) {
    if (day !== null && bank !== null) Object.assign(entry(day, bank), totals);
  }
  const overall = requests.find(({ day }) => day === null);
  return { days: [...days.values()], median_seconds_to_code: overall?.median_seconds_to_code ?? null };
}

const nothing = {
  logged_in: 0,
  failed: 0,
  asked: 0,
  fulfilled: 0,
  expired: 0,
  median_seconds_to_code: null,
};
