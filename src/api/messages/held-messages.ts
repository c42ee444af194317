import type { Logger } from 'pino';
import { z } from 'zod';
import { actorSchema } from '../../assistance/actor.js';
import {
  decideHeldMessage,
  type HeldMessage,
  type HeldMessageDecision,
  readHeldMessageIds,
} from '../../db/logins/held-message-rows.js';
import { readAnswerableRequests } from '../../db/logins/message-routing.js';
import { CannotOpen, open, purpose } from '../../secrets/seal.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import type { SubmitDeps } from '../codes/submit-code.js';
import { waitFor } from '../http/poll-on-events.js';
import { routeMessage } from './route-message.js';
import { submitMessage } from './submit-message.js';

type Deps = SubmitDeps & Pick<ApiDeps, 'feed' | 'closing'> & { log: Logger };

/** What is sealed of a held message. */
const heldTextSchema = z.object({
  text: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});

/** Longer than any message is held; whoever holds another one begins anew. */
const tendSeconds = 90;

/**
 * Looks after held messages: hands them over when a request opens that they fit, and drops them when their time
 * is over. Any number of processes may do it at once.
 */
export function createHeldMessages(deps: Deps) {
  let isTending = false;
  let wantsAnother = false;

  async function look(): Promise<true | undefined> {
    wantsAnother = false;
    try {
      const ids = await readHeldMessageIds(deps.db);
      for (const id of ids) await decideHeldMessage(deps.db, id, (held) => decide(deps, held));
      return ids.length === 0 ? true : undefined;
    } catch (error) {
      deps.log.warn({ err: error }, 'could not look after held messages; it is tried again');
      return undefined;
    }
  }

  async function untilNoneIsHeld(): Promise<void> {
    while (wantsAnother && !deps.closing.aborted) {
      await waitFor({
        feed: deps.feed,
        concerns: ({ type }) => type === 'assistance.requested',
        seconds: tendSeconds,
        giveUp: deps.closing,
        look,
      });
    }
    isTending = false;
  }

  return {
    /** Tends what is held, here or elsewhere, until nothing is. Returns at once. */
    tend(): void {
      wantsAnother = true;
      if (isTending) return;
      isTending = true;
      void untilNoneIsHeld();
    },
  };
}

async function decide(deps: Deps, held: HeldMessage): Promise<HeldMessageDecision> {
  if (held.is_revoked) return { dropped: 'key_revoked' };
  if (held.is_over) return { dropped: 'nothing_fitted' };
  const seen = { userId: held.user_id, accountIds: held.account_ids };
  const requests = await readAnswerableRequests(deps.db, seen);
  if (requests.length === 0) return 'keep';
  try {
    const sealed = await open(deps.ring, purpose.heldMessage(held.id), held.sealed);
    const { text, from, to } = heldTextSchema.parse(JSON.parse(sealed));
    const route = routeMessage({ text, from, to, sentAt: held.sent_at }, requests);
    if (route.is === 'several') return { dropped: 'ambiguous_account' };
    if (route.is !== 'fits') return 'keep';
    const { fingerprint } = held;
    const actor = actorSchema.parse(held.actor);
    await submitMessage({
      api: deps,
      actor,
      fingerprint,
      text,
      userId: held.user_id,
      request: route.request,
    });
    return 'used';
  } catch (error) {
    if (error instanceof CannotOpen) return { dropped: 'unreadable' };
    if (!(error instanceof ApiError)) throw error;
    // The request ended meanwhile: another may open in time. Anything else is about the code, and stays so.
    const hasEnded = error.code === 'NO_PENDING_REQUEST' || error.code === 'REQUEST_SUPERSEDED';
    return hasEnded ? 'keep' : { dropped: error.code.toLowerCase() };
  }
}
