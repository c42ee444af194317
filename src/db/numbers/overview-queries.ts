import { sql } from 'kysely';
import type { RequestType } from '../../assistance/request-content.js';
import type { LoginOutcome } from '../../assistance/statuses.js';
import type { Db } from '../open.js';

/** The logins at one bank that started on one day. */
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

/** The requests at one bank on one day. Without a bank: at all banks; also without a day: on all days. */
export interface RequestTotals {
  day: string | null;
  bank: string | null;
  asked: number;
  fulfilled: number;
  expired: number;
  median_seconds_to_code: number | null;
}

/** How many logins failed with one outcome at one bank. */
export interface FailureTotals {
  outcome: LoginOutcome;
  bank: string;
  count: number;
}

/** The accepted answers of one person or API key, and how long a bank waited for them. All in the one without a kind. */
export interface AnswererTotals {
  kind: string | null;
  name: string | null;
  answers: number;
  /** Seconds from the request to the answer: the median, and the 90th and 99th percentile. */
  percentiles: [number, number, number];
}

/** An account whose bank has sent codes in the last 24 hours. */
export interface CodesSpent {
  account_id: string;
  name: string;
  bank: string;
  spent: number;
  budget: number;
}

export interface Span {
  userId: string;
  days: number;
  /** The code of a bank; undefined for all. */
  bank: string | undefined;
  /** The IANA name of the zone whose days count. */
  timeZone: string;
}

/** The start of a span of `days` days that ends today. */
const since = ({ days, timeZone }: Span) =>
  sql`(date_trunc('day', now() at time zone ${timeZone}) - ${days - 1} * interval '1 day') at time zone ${timeZone}`;
const dayOf = (column: string, { timeZone }: Span) =>
  sql`to_char(${sql.ref(column)} at time zone ${timeZone}, 'YYYY-MM-DD')`;
/** Whether a row is of the user, and of the bank if there is one. */
const isOf = (bankColumn: string, { userId, bank }: Span) =>
  bank === undefined
    ? sql`accounts.user_id = ${userId}`
    : sql`accounts.user_id = ${userId} and ${sql.ref(bankColumn)} = ${bank}`;

/** Counts a user's logins by day and bank. A stopped login is neither logged in nor failed; an open one is not counted yet. */
export async function readLoginTotals(db: Db, span: Span): Promise<LoginTotals[]> {
  const { rows } = await sql<LoginTotals>`
    select ${dayOf('login.started_at', span)} as day, login.bank_code as bank,
      count(*) filter (where login.logged_in_at is not null)::int as logged_in,
      count(*) filter (where login.logged_in_at is null and login.outcome <> 'cancelled')::int as failed
    from logins as login join accounts on accounts.id = login.account_id
    where ${isOf('login.bank_code', span)} and login.started_at >= ${since(span)}
    group by 1, 2`.execute(db);
  return rows;
}

/** Counts a user's requests by day and bank, by day, and in total. The time to a code ends with the accepted submission. */
export async function readRequestTotals(db: Db, span: Span): Promise<RequestTotals[]> {
  const { rows } = await sql<RequestTotals>`
    select day, bank, count(*)::int as asked,
      count(*) filter (where status = 'fulfilled')::int as fulfilled,
      count(*) filter (where status = 'expired')::int as expired,
      percentile_cont(0.5) within group (order by seconds) as median_seconds_to_code
    from (
      select ${dayOf('request.created_at', span)} as day, login.bank_code as bank, request.status,
        extract(epoch from accepted.created_at - request.created_at)::float8 as seconds
      from assistance_requests as request
        join accounts on accounts.id = request.account_id
        join logins as login on login.id = request.login_id
        left join submissions as accepted
          on accepted.request_id = request.id and accepted.outcome = 'accepted' and request.type = 'otp'
      where ${isOf('login.bank_code', span)} and request.created_at >= ${since(span)}
    ) as asked
    group by grouping sets ((day, bank), (day), ())`.execute(db);
  return rows;
}

/** Counts a user's requests by type, the most frequent first. */
export async function readTypeTotals(db: Db, span: Span): Promise<TypeTotals[]> {
  const { rows } = await sql<TypeTotals>`
    select request.type, count(*)::int as asked,
      count(*) filter (where request.status = 'fulfilled')::int as fulfilled,
      count(*) filter (where request.status = 'expired')::int as expired,
      count(*) filter (where request.status = 'cancelled')::int as cancelled,
      percentile_cont(0.5) within group (
        order by extract(epoch from request.ended_at - request.created_at)::float8
      ) filter (where request.status = 'fulfilled') as median_seconds
    from assistance_requests as request join accounts on accounts.id = request.account_id
    where ${isOf('accounts.bank_code', span)} and request.created_at >= ${since(span)}
    group by 1
    order by 2 desc, 1`.execute(db);
  return rows;
}

/** Counts the logins that failed, by outcome and bank, the most frequent first. */
export async function readFailureTotals(db: Db, span: Span): Promise<FailureTotals[]> {
  const { rows } = await sql<FailureTotals>`
    select login.outcome, login.bank_code as bank, count(*)::int as count
    from logins as login join accounts on accounts.id = login.account_id
    where ${isOf('login.bank_code', span)} and login.started_at >= ${since(span)}
      and login.logged_in_at is null and login.outcome <> 'cancelled'
    group by 1, 2
    order by 3 desc, 1, 2`.execute(db);
  return rows;
}

/** Counts the accepted answers by who gave them, the most frequent first, and all together in front. */
export async function readAnswererTotals(db: Db, span: Span): Promise<AnswererTotals[]> {
  const { rows } = await sql<AnswererTotals>`
    select kind, max(name) as name, count(*)::int as answers,
      percentile_cont(array[0.5, 0.9, 0.99]) within group (order by seconds) as percentiles
    from (
      select answer.actor ->> 'kind' as kind, answer.actor ->> 'id' as id, answer.actor ->> 'name' as name,
        extract(epoch from answer.created_at - request.created_at)::float8 as seconds
      from submissions as answer
        join assistance_requests as request on request.id = answer.request_id
        join accounts on accounts.id = request.account_id
      where ${isOf('accounts.bank_code', span)} and request.created_at >= ${since(span)}
        and answer.outcome = 'accepted'
    ) as answered
    group by grouping sets ((kind, id), ())
    having count(*) > 0
    order by grouping(kind) desc, 3 desc
    limit 21`.execute(db);
  return rows.map((row) => (row.kind === null ? { ...row, name: null } : row));
}

/** The accounts that have used most of their budget of codes in the last 24 hours, up to ten. */
export async function readCodesSpent(db: Db, span: Span): Promise<CodesSpent[]> {
  const { rows } = await sql<CodesSpent>`
    select accounts.id as account_id, accounts.name, accounts.bank_code as bank,
      count(*)::int as spent, config.max_codes_per_day as budget
    from codes_sent
      join accounts on accounts.id = codes_sent.account_id
      join account_configs as config on config.account_id = accounts.id
    where ${isOf('accounts.bank_code', span)} and codes_sent.sent_at > now() - interval '24 hours'
    group by accounts.id, config.max_codes_per_day
    order by count(*)::float8 / config.max_codes_per_day desc, accounts.name
    limit 10`.execute(db);
  return rows;
}
