import { randomUUID } from 'node:crypto';
import { databaseTime } from '../../db/clock.js';
import {
  accountsLoggingIn,
  type AnswerableRequest,
  findSubmittedMessage,
  readAnswerableRequests,
  type SubmittedMessage,
} from '../../db/logins/message-routing.js';
import { holdMessage } from '../../db/logins/held-message-rows.js';
import { purpose, seal } from '../../secrets/seal.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import type { MessageBody } from './wire-message.js';
import { normalizeSender } from './matches-sender.js';
import { type IncomingMessage, routeMessage } from './route-message.js';
import { messageCredential, type MessageSubmitted, submitMessage } from './submit-message.js';

interface Taking {
  api: Api;
  caller: KeyCaller;
  body: MessageBody;
}

/**
 * Takes a message of a phone that gets the codes of many accounts: submits it to the one pending request that it
 * fits, or holds it while a login may still ask. Throws what the contract answers to any other message.
 */
export async function receiveMessage({ api, caller, body }: Taking): Promise<MessageSubmitted | 'held'> {
  // Of the clock that says when requests were made: another host's may be minutes away from it.
  const now = await databaseTime(api.db);
  const receivedAt = body.received_at ?? now;
  const message: IncomingMessage = {
    text: body.message.trim(),
    from: body.from,
    to: body.to,
    // A phone whose clock is ahead has not read tomorrow's messages.
    sentAt: receivedAt < now ? receivedAt : now,
  };
  const fingerprint = fingerprintOf(api, caller.userId, message);
  const earlier = await findSubmittedMessage(api.db, caller, {
    credential: messageCredential(fingerprint),
    sentAt: message.sentAt,
  });
  // Before the requests: a login whose prompt opens between the two looks is seen by one of them at least.
  const loggingIn = await accountsLoggingIn(api.db, caller, message);
  const requests = await readAnswerableRequests(api.db, caller);
  const route = earlier ? routeAgain(message, earlier, requests) : routeMessage(message, requests);
  switch (route.is) {
    case 'fits': {
      const { request } = route;
      const { userId, actor } = caller;
      await api.limits.countRequest('submit', null, request.account_id);
      const submitted = await submitMessage({ api, actor, userId, fingerprint, text: message.text, request });
      return { ...submitted, accountId: request.account_id };
    }
    case 'several':
      throw new ApiError('AMBIGUOUS_ACCOUNT', {
        details: { account_ids: route.requests.map(({ account_id: id }) => id) },
      });
    case 'no_code':
    case 'nothing':
      if (loggingIn.length > 0) {
        await hold({ api, caller, message, fingerprint, waitingAccountIds: loggingIn });
        return 'held';
      }
      throw route.is === 'no_code'
        ? new ApiError('AMBIGUOUS_MESSAGE', { details: { found: route.found } })
        : new ApiError('NO_PENDING_REQUEST', { message: 'No assistance request waits for this message.' });
  }
}

/**
 * The same message again speaks of the same submission; unless it came before its prompt, while the bank still
 * judged the code before: then it is for the next prompt of that login.
 */
function routeAgain(message: IncomingMessage, earlier: SubmittedMessage, requests: AnswerableRequest[]) {
  const isForNext = ({ login_id: loginId }: AnswerableRequest) =>
    earlier.outcome === 'not_needed' && loginId === earlier.login_id;
  const next = routeMessage(message, requests.filter(isForNext));
  if (next.is === 'fits') return next;
  return { is: 'fits' as const, request: { id: earlier.request_id, account_id: earlier.account_id } };
}

interface Holding extends Omit<Taking, 'body'> {
  message: IncomingMessage;
  fingerprint: string;
  waitingAccountIds: string[];
}

/** Holds the message for logins that may still ask for it. */
async function hold({ api, caller, message, fingerprint, waitingAccountIds }: Holding): Promise<void> {
  const { text, from, to, sentAt } = message;
  const id = randomUUID();
  const sealed = await seal(api.ring, purpose.heldMessage(id), JSON.stringify({ text, from, to }));
  const { keyId, actor } = caller;
  await holdMessage(api.db, { id, keyId, fingerprint, sealed, actor, sentAt, waitingAccountIds });
  // The request may have opened since we looked: tending looks at once.
  api.heldMessages.tend();
}

/** Tells the same message from the same sender again; keyed, because a text holds a code of few digits. */
const fingerprintOf = ({ ring }: Api, userId: string, { text, from }: IncomingMessage): string =>
  ring.fingerprint(
    `message to ${userId}`,
    JSON.stringify([from === undefined ? null : normalizeSender(from), text]),
  );
