import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../../db/open.js';
import { addTicket, consumeTicket } from '../../db/events/realtime-tickets.js';

/** How long a ticket is valid. */
export const ticketSeconds = 30;

/** Only the hash is stored, so that a copy of the database does not contain valid tickets. */
const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');

/** Issues a ticket that opens one WebSocket for this sign-in, in characters that a subprotocol may have. */
export async function issueTicket(db: Db, user: { userId: string; signInId: string }): Promise<string> {
  const ticket = randomBytes(32).toString('base64url');
  await addTicket(db, { ...user, ticketHash: hashOf(ticket), seconds: ticketSeconds });
  return ticket;
}

/** The user and sign-in of a ticket, which is used up; undefined if it is unknown, expired or already used. */
export const redeemTicket = (db: Db, ticket: string) => consumeTicket(db, hashOf(ticket));
