import { sql } from 'kysely';
import type { RequestType } from '../../assistance/request-content.js';
import type { Db } from '../open.js';

/** The logins at one bank that started on one day (UTC). */
export interface LoginTotals {
  day: string;
  bank: string;
  logged_in: number;
  failed: number;
}

/** The requests of one type on all days. */
export interface TypeTotals {
  type: RequestType;
  asked: number;
  fulfilled: number;
  expired: number;
  cancelled: number;
  /** From the request to the end of one that was fulfilled. */
  median_seconds: number | null;
}

/** The requests at one bank on one day (UTC). Without a bank: at all banks; also without a day: on all days. */
export interface RequestTotals {
  day: string | null;
  bank: string | null;
  asked: number;
  fulfilled: number;
  expired: number;
  median_seconds_to_code: number | null;
}

interface Span {
  userId: string;
  days: number;
}

/** The start (UTC) of a span of `days` days that ends today. */
const since = (days: number) =>
  sql`date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - ${days - 1} * interval '1 day'`;
const dayOf = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD')`;

/** Counts a user's logins by day and bank. A stopped login is neither logged in nor failed; an open one is not counted yet. */
export async function readLoginTotals(db: Db, { userId, days }: Span): Promise<LoginTotals[]> {
  const { rows } = await sql<LoginTotals>`
    select ${dayOf('login.started_at')} as day, login.bank_code as bank,
      count(*) filter (where login.logged_in_at is not null)::int as logged_in,
      count(*) filter (where login.logged_in_at is null and login.outcome <> 'cancelled')::int as failed
    from logins as login join accounts on accounts.id = login.account_id
    where accounts.user_id = ${userId} and login.started_at >= ${since(days)}
    group by 1, 2`.execute(db);
  return rows;
}

/** Counts a user's requests by day and bank, by day, and in total. The time to a code ends with the accepted submission. */
export async function readRequestTotals(db: Db, { userId, days }: Span): Promise<RequestTotals[]> {
  const { rows } = await sql<RequestTotals>`
    select day, bank, count(*)::int as asked,
      count(*) filter (where status = 'fulfilled')::int as fulfilled,
      count(*) filter (where status = 'expired')::int as expired,
      percentile_cont(0.5) within group (order by seconds) as median_seconds_to_code
    from (
      select ${dayOf('request.created_at')} as day, login.bank_code as bank, request.status,
        extract(epoch from accepted.created_at - request.created_at)::float8 as seconds
      from assistance_requests as request
        join accounts on accounts.id = request.account_id
        join logins as login on login.id = request.login_id
        left join submissions as accepted
          on accepted.request_id = request.id and accepted.outcome = 'accepted' and request.type = 'otp'
      where accounts.user_id = ${userId} and request.created_at >= ${since(days)}
    ) as asked
    group by grouping sets ((day, bank), (day), ())`.execute(db);
  return rows;
}

/** Counts a user's requests by type, the most frequent first. */
export async function readTypeTotals(db: Db, { userId, days }: Span): Promise<TypeTotals[]> {
  const { rows } = await sql<TypeTotals>`
    select request.type, count(*)::int as asked,
      count(*) filter (where request.status = 'fulfilled')::int as fulfilled,
      count(*) filter (where request.status = 'expired')::int as expired,
      count(*) filter (where request.status = 'cancelled')::int as cancelled,
      percentile_cont(0.5) within group (
        order by extract(epoch from request.ended_at - request.created_at)::float8
      ) filter (where request.status = 'fulfilled') as median_seconds
    from assistance_requests as request join accounts on accounts.id = request.account_id
    where accounts.user_id = ${userId} and request.created_at >= ${since(days)}
    group by 1
    order by 2 desc, 1`.execute(db);
  return rows;
}
