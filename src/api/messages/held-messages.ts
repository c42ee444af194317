import type { Logger } from 'pino';
import { z } from 'zod';
import { actorSchema } from '../../assistance/actor.js';
import {
  accountsOf,
  decideHeldMessage,
  type HeldMessage,
  type HeldMessageDecision,
  readHeldMessageIds,
} from '../../db/logins/held-message-rows.js';
import { readUndeliveredCodes, type UndeliveredCode } from '../../db/logins/idempotency-keys.js';
import { readAnswerableRequests } from '../../db/logins/message-routing.js';
import { CannotOpen, open, purpose } from '../../secrets/seal.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import { deliverUndelivered, type SubmitDeps } from '../codes/submit-answer.js';
import { pollOnEvents } from '../http/poll-on-events.js';
import { routeMessage } from './route-message.js';
import { submitMessage } from './submit-message.js';

type Deps = SubmitDeps & Pick<ApiDeps, 'feed' | 'closing'> & { log: Logger };

/** The sealed part of a held message. */
const sealedMessageSchema = z.object({
  text: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});

/** Longer than the 30 s for which a message is held. Holding another one, or the server's timer, starts it again. */
const processSeconds = 90;

/**
 * Processes held messages: submits them when a matching request opens, and drops them when their time is up. Also sends
 * the codes of messages to their logins that came while Temporal could not be reached. Any number of API processes may do
 * so concurrently.
 */
export function createHeldMessages(deps: Deps) {
  let isProcessing = false;
  let isRequested = false;

  /** True when no message is held any more. */
  async function decideAll(): Promise<true | undefined> {
    isRequested = false;
    try {
      const ids = await readHeldMessageIds(deps.db);
      for (const id of ids) await decideHeldMessage(deps.db, id, (held) => decide(deps, held));
      const undelivered = await readUndeliveredCodes(deps.db);
      for (const code of undelivered) await deliverIfOpen(deps, code);
      return ids.length + undelivered.length === 0 ? true : undefined;
    } catch (error) {
      deps.log.warn({ err: error }, 'processing held messages failed; trying again');
      return undefined;
    }
  }

  async function processUntilNoneIsHeld(): Promise<void> {
    while (isRequested && !deps.closing.aborted) {
      await pollOnEvents({
        feed: deps.feed,
        isRelevant: ({ type }) => type === 'assistance.requested',
        timeoutSeconds: processSeconds,
        abort: deps.closing,
        check: decideAll,
      });
    }
    isProcessing = false;
  }

  return {
    /** Processes the messages held by any process, in the background, until none is left. Returns at once. */
    process(): void {
      isRequested = true;
      if (isProcessing) return;
      isProcessing = true;
      void processUntilNoneIsHeld();
    },
  };
}

async function deliverIfOpen(deps: Deps, code: UndeliveredCode): Promise<void> {
  try {
    await deliverUndelivered(deps, code);
  } catch (error) {
    // The login has ended; the submission has its outcome.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function decide(deps: Deps, held: HeldMessage): Promise<HeldMessageDecision> {
  if (held.is_revoked) return { dropped: 'key_revoked' };
  if (held.is_over) return { dropped: 'nothing_fitted' };
  const requests = await readAnswerableRequests(deps.db, accountsOf(held));
  if (requests.length === 0) return 'keep';
  try {
    const opened = await open(deps.ring, purpose.heldMessage(held.id), held.sealed);
    const { text, from, to } = sealedMessageSchema.parse(JSON.parse(opened));
    const found = routeMessage({ text, from, to, sentAt: held.sent_at, time: 'arrival' }, requests);
    if (found.match === 'several') return { dropped: 'ambiguous_account' };
    if (found.match !== 'one') return 'keep';
    const { submissionId, requestId } = await submitMessage({
      api: deps,
      actor: actorSchema.parse(held.actor),
      fingerprint: held.fingerprint,
      text,
      request: found.request,
    });
    return { used: { accountId: found.request.account_id, requestId, submissionId } };
  } catch (error) {
    if (error instanceof CannotOpen) return { dropped: 'unreadable' };
    if (!(error instanceof ApiError)) throw error;
    // If the request has ended, another one may open in time. Every other error is about the code itself.
    const hasEnded = error.code === 'NO_PENDING_REQUEST' || error.code === 'REQUEST_SUPERSEDED';
    return hasEnded ? 'keep' : { dropped: error.code.toLowerCase() };
  }
}
