import { type Kysely, sql } from 'kysely';

/** Submissions get their outcome when their request ends, not only when their login ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update submissions set
      outcome_at = now(),
      outcome = case
        when tried_at is not null then 'unknown'
        when request.status = 'fulfilled' then 'not_needed'
        when request.status = 'expired' then 'too_late'
        else 'superseded'
      end
    from assistance_requests as request
    where request.id = submissions.request_id and request.status <> 'pending' and outcome is null`.execute(
    db,
  );
}
