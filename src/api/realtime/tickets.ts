import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../../db/open.js';
import { addTicket, consumeTicket } from '../../db/events/realtime-tickets.js';

export const ticketSeconds = 30;

/** Of the database only the hash is known: a copy of it opens no socket. */
const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');

/** A ticket in letters that a subprotocol may have. */
export async function issueTicket(db: Db, user: { userId: string; signInId: string }): Promise<string> {
  const ticket = randomBytes(32).toString('base64url');
  await addTicket(db, { ...user, ticketHash: hashOf(ticket), seconds: ticketSeconds });
  return ticket;
}

/** Whose ticket this is, once; undefined when it does not, or no longer, open a socket. */
export const redeemTicket = (db: Db, ticket: string) => consumeTicket(db, hashOf(ticket));
