import { randomUUID } from 'node:crypto';
import {
  accountsLoggingIn,
  type AnswerableAccounts,
  type AnswerableRequest,
  databaseTime,
  findSubmittedMessage,
  readAnswerableRequests,
  type SubmittedMessage,
} from '../../db/logins/message-routing.js';
import { fingerprint as keyedHash } from '../../db/keys/fingerprint.js';
import { holdMessage } from '../../db/logins/held-message-rows.js';
import { purpose, seal } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import type { MessageSource } from './message-source.js';
import type { MessageBody, MessageReceived } from './wire-message.js';
import { timeOfMessage } from './message-time.js';
import { normalizeSender } from './matches-sender.js';
import { type IncomingMessage, routeMessage } from './route-message.js';
import { messageCredential, submitMessage } from './submit-message.js';

interface ReceiveOptions {
  api: Pick<Api, 'db' | 'ring' | 'logins' | 'limits' | 'heldMessages' | 'log'>;
  source: MessageSource;
  message: IncomingMessage;
  /** Records that the message is held. Called before anything else can happen to it. */
  recordHeld: (db: Api['db'], heldMessageId: string) => Promise<void>;
}

/** A message as it arrived: just now, or at the given time, which is not used if it is ahead. */
export async function datedMessage(
  { db }: Pick<Api, 'db'>,
  body: MessageBody,
  arrivedAt?: Date,
): Promise<IncomingMessage> {
  // The clock of the database, as it dates the requests: that of this host may differ by minutes.
  const now = await databaseTime(db);
  const { message, from, to, received_at: receivedAt } = body;
  const arrival = arrivedAt && arrivedAt < now ? arrivedAt : now;
  return { text: message.trim(), from, to, ...timeOfMessage(receivedAt, arrival) };
}

/**
 * Receives a message from a phone that gets the codes of several accounts. Submits it to the one pending request that
 * it matches, or holds it: for 30 s if a login that may ask for it is under way, and as long as its request lives if
 * Temporal cannot be reached. Throws NO_PENDING_REQUEST, AMBIGUOUS_ACCOUNT or AMBIGUOUS_MESSAGE if neither is possible,
 * and what `submitAnswerOnce` throws.
 */
export async function receiveMessage(options: ReceiveOptions): Promise<MessageReceived> {
  const { api, source, message } = options;
  const { accounts, actor } = source;
  const fingerprint = await fingerprintMessage(api, accounts, message);
  const earlier = await findSubmittedMessage(api.db, accounts, {
    credential: messageCredential(fingerprint),
    sentAt: message.sentAt,
  });
  // Queried before the requests, so that a login that opens its request in between is found by at least one of the two.
  const loggingIn = await accountsLoggingIn(api.db, accounts, message);
  const requests = await readAnswerableRequests(api.db, accounts);
  const found = earlier ? routeRepeated(message, earlier, requests) : routeMessage(message, requests);
  switch (found.match) {
    case 'one': {
      const { request, time } = found;
      await api.limits.countRequest('submit', null, request.account_id);
      const submitted = await submitMessage({ api, actor, fingerprint, text: message.text, request });
      if (!submitted.isDelivered) api.heldMessages.process();
      const { submissionId, requestId } = submitted;
      const outcome = submitted.isDelivered ? 'submitted' : 'kept';
      return { outcome, accountId: request.account_id, submissionId, requestId, time };
    }
    case 'several':
      throw new ApiError('AMBIGUOUS_ACCOUNT', {
        details: { account_ids: found.requests.map(({ account_id: id }) => id) },
      });
    case 'no_code':
    case 'none':
      if (loggingIn.length > 0) {
        await hold({ ...options, fingerprint, waitingAccountIds: loggingIn });
        return { outcome: 'held', time: message.time };
      }
      throw found.match === 'no_code'
        ? new ApiError('AMBIGUOUS_MESSAGE', { details: { found: found.found } })
        : new ApiError('NO_PENDING_REQUEST', { message: 'No pending request matches this message.' });
  }
}

/**
 * A message that was submitted before belongs to the same submission. The exception is one that came before its prompt,
 * while the bank was still checking the previous code: it is for the next request of that login.
 */
function routeRepeated(message: IncomingMessage, earlier: SubmittedMessage, requests: AnswerableRequest[]) {
  const isForNext = ({ login_id: loginId }: AnswerableRequest) =>
    earlier.outcome === 'not_needed' && loginId === earlier.login_id;
  const next = routeMessage(message, requests.filter(isForNext));
  if (next.match === 'one') return next;
  const { request_id: id, account_id, user_id } = earlier;
  const request = { id, account_id, user_id };
  return { match: 'one' as const, request, time: message.time };
}

interface HoldOptions extends ReceiveOptions {
  fingerprint: string;
  waitingAccountIds: string[];
}

async function hold({
  api,
  source,
  message,
  recordHeld,
  fingerprint,
  waitingAccountIds,
}: HoldOptions): Promise<void> {
  const { text, from, to, sentAt } = message;
  const id = randomUUID();
  const sealed = await seal(api.ring, purpose.heldMessage(id), JSON.stringify({ text, from, to }));
  const { origin, actor } = source;
  const held = { id, origin, fingerprint, sealed, actor, sentAt, waitingAccountIds };
  await holdMessage(api.db, held, recordHeld);
  // The request may have opened in the meantime; processing checks at once.
  api.heldMessages.process();
}

/** Recognizes the same text from the same sender. Keyed, as a plain hash of a code with few digits could be reversed. */
const fingerprintMessage = (
  api: Pick<Api, 'db' | 'ring'>,
  accounts: AnswerableAccounts,
  { text, from }: IncomingMessage,
): Promise<string> =>
  keyedHash(
    api,
    `message to ${accounts === 'all' ? 'all' : accounts.userId}`,
    JSON.stringify([from === undefined ? null : normalizeSender(from), text]),
  );
