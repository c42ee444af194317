import {
  type AnswererTotals,
  type CodesSpent,
  type FailureTotals,
  type LoginTotals,
  readAnswererTotals,
  readCodesSpent,
  readFailureTotals,
  readLoginTotals,
  readRequestTotals,
  readTypeTotals,
  type RequestTotals,
  type Span,
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
  failures: FailureTotals[];
  answered_by: AnswererTotals[];
  codes_spent: CodesSpent[];
}

/** Totals of a user's logins and requests by day and bank, over the last days. */
export async function readOverview(db: Db, span: Span): Promise<Overview> {
  const [logins, requests, types, failures, answeredBy, codesSpent] = await Promise.all([
    readLoginTotals(db, span),
    readRequestTotals(db, span),
    readTypeTotals(db, span),
    readFailureTotals(db, span),
    readAnswererTotals(db, span),
    readCodesSpent(db, span),
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
    failures,
    answered_by: answeredBy,
    codes_spent: codesSpent,
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
