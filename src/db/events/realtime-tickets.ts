import { sql } from 'kysely';
import type { Db } from '../open.js';

interface SocketUser {
  userId: string;
  signInId: string;
}

/** Keeps a ticket for so many seconds, by the database's clock, and forgets those that are over. */
export async function addTicket(
  db: Db,
  { ticketHash, userId, signInId, seconds }: SocketUser & { ticketHash: string; seconds: number },
): Promise<void> {
  await db
    .with('forgotten', (cte) => cte.deleteFrom('realtime_tickets').where('expires_at', '<', sql<Date>`now()`))
    .insertInto('realtime_tickets')
    .values({
      ticket_hash: ticketHash,
      user_id: userId,
      sign_in_id: signInId,
      expires_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
    })
    .execute();
}

/** Takes a ticket away and says whose it was; undefined when it is unknown, used, expired, or of an ended sign-in. */
export async function consumeTicket(db: Db, ticketHash: string): Promise<SocketUser | undefined> {
  return db
    .deleteFrom('realtime_tickets as ticket')
    .using('sign_ins')
    .whereRef('sign_ins.id', '=', 'ticket.sign_in_id')
    .where('ticket.ticket_hash', '=', ticketHash)
    .where('ticket.expires_at', '>', sql<Date>`now()`)
    .where('sign_ins.ended_at', 'is', null)
    .where('sign_ins.expires_at', '>', sql<Date>`now()`)
    .returning(['ticket.user_id as userId', 'ticket.sign_in_id as signInId'])
    .executeTakeFirst();
}

/** Which of these sign-ins are neither over nor ended. */
export async function openSignIns(db: Db, signInIds: readonly string[]): Promise<Set<string>> {
  const open = await db
    .selectFrom('sign_ins')
    .select('id')
    .where('id', '=', sql<string>`any(${signInIds}::uuid[])`)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  return new Set(open.map(({ id }) => id));
}
