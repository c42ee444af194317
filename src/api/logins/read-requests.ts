import { findApiKey } from '../../db/accounts/api-keys.js';
import { readAccountStatus, readResendFacts } from '../../db/logins/account-status.js';
import { findOpenLogin } from '../../db/logins/logins.js';
import {
  maxPendingOfKey,
  type PendingRequests,
  readPendingRequests,
} from '../../db/logins/pending-requests.js';
import type { Account } from '../../db/tables/schema.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { openCursor, sealCursor } from '../http/sealed-cursor.js';
import { ApiError, validationError } from '../access/api-error.js';
import { liveToWireRequest, toWireRequest, type WireRequest } from './wire-assistance-request.js';
import { pollOnEvents } from '../http/poll-on-events.js';

/**
 * The pending request of an account, or null. Asks the workflow, which is more current than the database; falls back to
 * the database if the workflow does not answer.
 */
export async function readCurrentRequest(
  api: Pick<Api, 'db' | 'liveStatus'>,
  account: Account,
): Promise<WireRequest | null> {
  const login = await findOpenLogin(api.db, account.id);
  if (!login) return null;
  const live = await api.liveStatus(account.id);
  // Not used if a new login has started since, nor while a request is being committed, whose row may be visible already.
  if (live?.loginId === login.id && live.opening === null)
    return (
      live.request &&
      liveToWireRequest(live.request, {
        accountId: account.id,
        resendFacts: await readResendFacts(api.db, account.id),
      })
    );
  const { request, resendFacts } = await readAccountStatus(api.db, account.id);
  return request ? toWireRequest(request, resendFacts) : null;
}

/** Requests in one response; the rest follows once these are answered or with the next cursor. One more is read. */
const maxRequests = maxPendingOfKey - 1;

interface ReadOptions {
  api: Pick<Api, 'db' | 'feed' | 'ring'>;
  caller: Pick<KeyCaller, 'userId' | 'accountIds'> & Partial<Pick<KeyCaller, 'keyId'>>;
  disconnectSignal: () => AbortSignal;
  /** The pending requests, if they have just been read. Not used with `since`. */
  found?: PendingRequests | undefined;
  /** Only requests newer than this cursor. */
  since?: string | undefined;
  /** Seconds to wait for a request if there is none. */
  wait?: number | undefined;
}

interface PendingAssistance {
  pending: { account_id: string; request: WireRequest }[];
  cursor: string;
}

/**
 * The pending requests that a caller may see, oldest first. Throws VALIDATION_ERROR if `since` is not a cursor of this
 * user, and INVALID_API_KEY if the key is revoked during the wait.
 */
export async function readPendingAssistance({
  api,
  caller,
  disconnectSignal,
  found,
  since,
  wait = 0,
}: ReadOptions): Promise<PendingAssistance> {
  const snapshot = since === undefined ? undefined : await openSnapshot(api, since, caller.userId);
  let latest = found && snapshot === undefined ? await toAnswer(found) : await read();
  if (wait === 0 || latest.pending.length > 0) return latest;
  await pollOnEvents({
    feed: api.feed,
    isRelevant: ({ type, userId }) => type === 'assistance.requested' && userId === caller.userId,
    timeoutSeconds: wait,
    abort: disconnectSignal(),
    check: async () => {
      if (caller.keyId !== undefined && !(await findApiKey(api.db, caller.keyId)))
        throw new ApiError('INVALID_API_KEY');
      latest = await read();
      return latest.pending.length > 0 ? latest : undefined;
    },
  });
  return latest;

  async function read(): Promise<PendingAssistance> {
    const { userId, accountIds } = caller;
    return toAnswer(
      await readPendingRequests(api.db, { userId, accountIds, since: snapshot, limit: maxRequests + 1 }),
    );
  }

  async function toAnswer(found: PendingRequests): Promise<PendingAssistance> {
    const requests = found.requests.slice(0, maxRequests);
    // If some requests did not fit, the cursor stays where it was, so that the next call returns them.
    const isComplete = requests.length === found.requests.length;
    return {
      pending: requests.map(({ codesLeft, ...row }) => ({
        account_id: row.account_id,
        request: toWireRequest(row, { now: found.now, codesLeft }),
      })),
      cursor: isComplete
        ? await sealSnapshot(api, found.snapshot, caller.userId)
        : (since ?? (await sealSnapshot(api, emptySnapshot, caller.userId))),
    };
  }
}

/** The PostgreSQL snapshot before the first transaction: every request is newer. */
const emptySnapshot = '3:3:';

const listOf = (userId: string): string => `assistance of ${userId}`;

const sealSnapshot = ({ ring }: Pick<Api, 'ring'>, snapshot: string, userId: string): Promise<string> =>
  sealCursor(ring, listOf(userId), snapshot);

async function openSnapshot({ ring }: Pick<Api, 'ring'>, cursor: string, userId: string): Promise<string> {
  const snapshot = await openCursor(ring, listOf(userId), cursor);
  if (snapshot === undefined)
    throw validationError({ path: 'since', message: 'must be the cursor of an earlier response' });
  return snapshot;
}
