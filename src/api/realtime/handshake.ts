import type { IncomingMessage } from 'node:http';
import type { Db } from '../../db/open.js';
import { ApiError } from '../errors.js';
import { redeemTicket } from './tickets.js';

export const subprotocol = 'realtime.v1';

const paths = new Set(['/realtime', '/api/realtime']);

/** Whose socket this is going to be, or throws why not. The ticket is used up either way. */
export async function admit(db: Db, req: IncomingMessage) {
  if (!paths.has(req.url?.split('?', 1)[0] ?? ''))
    throw new ApiError('NOT_FOUND', { message: 'There is no such path.' });
  const ticket = ticketOf(req);
  const user = ticket === undefined ? undefined : await redeemTicket(db, ticket);
  if (!user) throw new ApiError('UNAUTHORIZED', { message: 'A ticket is needed that was not used yet.' });
  if (!isOwnOrigin(req))
    throw new ApiError('FORBIDDEN', { message: 'Pages of other sites may not connect.' });
  return user;
}

/** The other protocol that is offered beside ours: browsers let a page set no other header. */
function ticketOf({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const [ticket, ...more] = offered.filter((protocol) => protocol !== subprotocol);
  return offered.includes(subprotocol) && more.length === 0 ? ticket : undefined;
}

/** Browsers always send an origin, programs none. */
function isOwnOrigin({ headers: { origin, host = '' } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).host === originHost;
}
