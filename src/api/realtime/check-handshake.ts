import type { IncomingMessage } from 'node:http';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { ApiError } from '../access/api-error.js';
import { parse } from '../http/parse-input.js';
import { eventIdSchema, parseEventId } from './event-id.js';
import { redeemTicket } from './tickets.js';

export const subprotocol = 'realtime.v1';

const paths = new Set(['/realtime', '/api/realtime']);

/** Whose socket this is going to be and where it goes on, or throws why not. The ticket is used up either way. */
export async function checkHandshake(
  req: IncomingMessage,
  { db, ring, publicUrl }: { db: Db; ring: KeyRing; publicUrl: string },
) {
  const [path = '', query] = (req.url ?? '').split('?', 2);
  if (!paths.has(path)) throw new ApiError('NOT_FOUND', { message: 'There is no such path.' });
  const ticket = ticketOf(req);
  const user = ticket === undefined ? undefined : await redeemTicket(db, ticket);
  if (!user) throw new ApiError('UNAUTHORIZED', { message: 'A ticket is needed that was not used yet.' });
  if (!isOwnOrigin(req, publicUrl))
    throw new ApiError('FORBIDDEN', { message: 'Pages of other sites may not connect.' });
  const id = parse(eventIdSchema, new URLSearchParams(query).get('after') ?? undefined);
  return { ...user, after: await parseEventId(ring, user.userId, { id, path: 'after' }) };
}

/** The other protocol that is offered beside ours: browsers let a page set no other header. */
function ticketOf({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const [ticket, ...more] = offered.filter((protocol) => protocol !== subprotocol);
  return offered.includes(subprotocol) && more.length === 0 ? ticket : undefined;
}

/** Browsers always send an origin, programs none. Ours is the one that was called, or the one that we are known by. */
function isOwnOrigin({ headers: { origin, host = '' } }: IncomingMessage, publicUrl: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  if (!/^https?:$/.test(protocol)) return false;
  const called = `${protocol}//${host}`;
  return [called, publicUrl].some((own) => URL.canParse(own) && new URL(own).host === originHost);
}
