import { findApiKey } from '../../db/accounts/api-keys.js';
import { readPendingRequests } from '../../db/logins/pending-requests.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { openCursor, sealCursor } from '../http/sealed-cursor.js';
import { ApiError, validationError } from '../access/api-error.js';
import { toWireRequest, type WireRequest } from './wire-assistance-request.js';
import { waitFor } from '../http/poll-on-events.js';

/** More at once than anybody can answer; those that do not fit are told once these are answered. */
const most = 500;

interface Asking {
  api: Api;
  caller: Pick<KeyCaller, 'userId' | 'accountIds'> & Partial<Pick<KeyCaller, 'keyId'>>;
  disconnect: AbortSignal;
  since?: string | undefined;
  wait?: number | undefined;
}

interface Pending {
  pending: { account_id: string; request: WireRequest }[];
  cursor: string;
}

/** The pending requests that a caller may see, or those newer than a cursor; waited for when the caller wishes. */
export async function pendingAssistance({
  api,
  caller,
  disconnect,
  since,
  wait = 0,
}: Asking): Promise<Pending> {
  const snapshot = since === undefined ? undefined : await snapshotIn(api, since, caller.userId);
  let latest = await look();
  if (wait === 0 || latest.pending.length > 0) return latest;
  await waitFor({
    feed: api.feed,
    concerns: ({ type, userId }) => type === 'assistance.requested' && userId === caller.userId,
    seconds: wait,
    giveUp: disconnect,
    look: async () => {
      // It may have been revoked while it waited.
      if (caller.keyId !== undefined && !(await findApiKey(api.db, { id: caller.keyId })))
        throw new ApiError('INVALID_API_KEY');
      latest = await look();
      return latest.pending.length > 0 ? latest : undefined;
    },
  });
  return latest;

  async function look(): Promise<Pending> {
    const { userId, accountIds } = caller;
    const read = await readPendingRequests(api.db, { userId, accountIds, since: snapshot, limit: most + 1 });
    const told = read.requests.slice(0, most);
    // Past what was not told the cursor must not move.
    const isAll = told.length === read.requests.length;
    return {
      pending: told.map(({ max_codes_per_day: budget, codes_sent_today: sent, ...row }) => ({
        account_id: row.account_id,
        request: toWireRequest(row, { now: read.now, codesLeft: Math.max(0, budget - Number(sent)) }),
      })),
      cursor: isAll
        ? await cursorOf(api, read.snapshot, userId)
        : (since ?? (await cursorOf(api, nothingSeen, userId))),
    };
  }
}

/** The snapshot before the first transaction. */
const nothingSeen = '3:3:';

const listOf = (userId: string): string => `assistance of ${userId}`;

const cursorOf = ({ ring }: Api, snapshot: string, userId: string): Promise<string> =>
  sealCursor(ring, listOf(userId), snapshot);

async function snapshotIn({ ring }: Api, cursor: string, userId: string): Promise<string> {
  const snapshot = await openCursor(ring, listOf(userId), cursor);
  if (snapshot === undefined)
    throw validationError({ path: 'since', message: 'must be a cursor of an earlier answer' });
  return snapshot;
}
