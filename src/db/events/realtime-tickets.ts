import { sql } from 'kysely';
import type { Db } from '../open.js';

interface SocketUser {
  userId: string;
  signInId: string;
}

/** Records a ticket that expires in `seconds` by the database's clock, and deletes expired ones. */
export async function addTicket(
  db: Db,
  { ticketHash, userId, signInId, seconds }: SocketUser & { ticketHash: string; seconds: number },
): Promise<void> {
  await db
    .with('expired', (cte) => cte.deleteFrom('realtime_tickets').where('expires_at', '<', sql<Date>`now()`))
    .insertInto('realtime_tickets')
    .values({
      ticket_hash: ticketHash,
      user_id: userId,
      sign_in_id: signInId,
      expires_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
    })
    .execute();
}

/** Deletes a ticket and returns its user. Undefined if it is unknown, used or expired, or if its sign-in has ended. */
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
