import {
  type LoginTotals,
  readLoginTotals,
  readRequestTotals,
  readTypeTotals,
  type RequestTotals,
  type TypeTotals,
} from '../../db/numbers/overview-queries.js';
import type { Db } from '../../db/open.js';

type BankDay = LoginTotals & Omit<RequestTotals, 'day' | 'bank'>;

interface DayMedian {
  day: string;
  seconds: number;
}

interface Overview {
  days: BankDay[];
  median_seconds_to_code: number | null;
  /** Over all banks; only days on which the bank accepted a code. */
  medians_by_day: DayMedian[];
  types: TypeTotals[];
}

/** Totals of a user's logins and requests by day (UTC) and bank, over the last `days` days. */
export async function readOverview(db: Db, span: { userId: string; days: number }): Promise<Overview> {
  const [logins, requests, types] = await Promise.all([
    readLoginTotals(db, span),
    readRequestTotals(db, span),
    readTypeTotals(db, span),
  ]);
  const days = new Map<string, BankDay>();
  const entry = (day: string, bank: string): BankDay => {
    const known = days.get(`${day} ${bank}`) ?? { day, bank, ...zero };
    days.set(`${day} ${bank}`, known);
    return known;
  };
  for (const { day, bank, ...totals } of logins) Object.assign(entry(day, bank), totals);
  for (const { day, bank, ...totals } of requests) {
    if (day !== null && bank !== null) Object.assign(entry(day, bank), totals);
  }
  const overall = requests.find(({ day }) => day === null);
  const mediansByDay = requests.flatMap(({ day, bank, median_seconds_to_code: seconds }) =>
    day !== null && bank === null && seconds !== null ? [{ day, seconds }] : [],
  );
  return {
    days: [...days.values()],
    median_seconds_to_code: overall?.median_seconds_to_code ?? null,
    medians_by_day: mediansByDay,
    types,
  };
}

const zero = {
  logged_in: 0,
  failed: 0,
  asked: 0,
  fulfilled: 0,
  expired: 0,
  median_seconds_to_code: null,
};
