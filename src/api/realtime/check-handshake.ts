import type { IncomingMessage } from 'node:http';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { ApiError } from '../access/api-error.js';
import { wrongHost } from '../http/malformed-requests.js';
import { parseInput } from '../http/parse-input.js';
import { eventIdSchema, parseEventId } from './event-id.js';
import { redeemTicket } from './tickets.js';

export const subprotocol = 'realtime.v1';

const paths = new Set(['/realtime', '/api/realtime']);

/**
 * Authenticates a WebSocket handshake by its ticket, which is used up even if the handshake is rejected. Returns the
 * user, the sign-in, and the cursor to continue at. Throws NOT_FOUND, UNAUTHORIZED (ticket), FORBIDDEN (origin) or
 * VALIDATION_ERROR (`Host`, `after`).
 */
export async function checkHandshake(
  req: IncomingMessage,
  { db, ring, publicUrl }: { db: Db; ring: KeyRing; publicUrl: string },
) {
  const hostError = wrongHost(req);
  if (hostError) throw hostError;
  const [path = '', query] = (req.url ?? '').split('?', 2);
  if (!paths.has(path)) throw new ApiError('NOT_FOUND', { message: 'This path does not exist.' });
  const ticket = ticketOf(req);
  const user = ticket === undefined ? undefined : await redeemTicket(db, ticket);
  if (!user)
    throw new ApiError('UNAUTHORIZED', {
      message: 'The ticket is missing, expired or already used. Get a new one from POST /realtime/ticket.',
    });
  if (!isOwnOrigin(req, publicUrl))
    throw new ApiError('FORBIDDEN', {
      message: 'Pages of other origins are not allowed to connect. The origin must be that of PUBLIC_URL.',
    });
  const id = parseInput(eventIdSchema, new URLSearchParams(query).get('after') ?? undefined);
  return { ...user, after: await parseEventId(ring, user.userId, { id, path: 'after' }) };
}

/** The ticket is sent as a second subprotocol, because pages cannot set other headers of a WebSocket handshake. */
function ticketOf({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const [ticket, ...more] = offered.filter((protocol) => protocol !== subprotocol);
  return offered.includes(subprotocol) && more.length === 0 ? ticket : undefined;
}

/** Browsers always send `Origin`, programs do not. Allowed are the requested host and that of PUBLIC_URL. */
function isOwnOrigin({ headers: { origin, host = '' } }: IncomingMessage, publicUrl: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  if (!/^https?:$/.test(protocol)) return false;
  const requested = `${protocol}//${host}`;
  return [requested, publicUrl].some((own) => URL.canParse(own) && new URL(own).host === originHost);
}
