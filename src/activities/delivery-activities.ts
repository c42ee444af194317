import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { z } from 'zod';
import {
  type AttemptVerdict,
  type DeliveryContext,
  readDeliveryContext,
  endDelivery,
  recordAttempt,
  removeGoneEndpoint,
} from '../db/deliveries/delivery-attempts.js';
import type { DeliveryStatus } from '../db/tables/delivery-tables.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { CannotOpen } from '../secrets/seal.js';
import { createGuardedAgent } from '../deliveries/guarded-agent.js';
import { createHostGate } from '../deliveries/host-limiter.js';
import { judgeAttempt, whyObsolete } from '../deliveries/judge-delivery.js';
import { createMailer, type MailServer } from '../deliveries/mailer.js';
import type { Outgoing } from '../deliveries/outgoing.js';
import type { PostResult } from '../deliveries/post-webhook.js';
import { prepareDelivery } from '../deliveries/prepare-delivery.js';
import type { DeliverWebhookInput } from '../temporal/delivery-messages.js';
import { beating } from './heartbeat.js';

/** `account_gone`: its account was deleted, and its row with it. */
export type DeliveryEnd = Exclude<DeliveryStatus, 'pending'> | 'account_gone';

export interface WebhookDeps {
  db: Db;
  ring: KeyRing;
  allowPrivateWebhooks: boolean;
  /** Where people reach us, for links. */
  publicUrl: string;
  /** Absent: mail is not sent. */
  mail?: MailServer | undefined;
  /** Of one attempt. */
  timeoutMs?: number;
}

const heartbeatEveryMs = 1_500;

const inputSchema = z.object({ deliveryId: z.uuid() }) satisfies z.ZodType<DeliverWebhookInput>;

/** The activities of webhook deliveries, for workers of the queue `assisted-login-webhooks`. */
export function createWebhookActivities({
  db,
  ring,
  allowPrivateWebhooks,
  publicUrl,
  mail,
  timeoutMs = 10_000,
}: WebhookDeps) {
  const agent = createGuardedAgent({ allowPrivate: allowPrivateWebhooks });
  const gate = createHostGate();
  const mailer = createMailer(mail, timeoutMs);
  const sender = { ring, agent, mailer, publicUrl, timeoutMs };
  return {
    /**
     * Makes one attempt. Throws, with the pause until the next one, as long as the delivery goes on. May run
     * twice: an attempt whose worker died after the POST is made again, under the same `webhook-id`.
     */
    async attemptDelivery(input: DeliverWebhookInput): Promise<DeliveryEnd> {
      const { deliveryId } = inputSchema.parse(input);
      const activity = Context.current();
      return beating(async () => {
        const delivery = await readDeliveryContext(db, deliveryId);
        if (!delivery) return 'account_gone';
        if (delivery.status !== 'pending') return delivery.status;
        const obsolete = whyObsolete(delivery);
        if (obsolete) {
          await endDelivery(db, deliveryId, obsolete);
          return obsolete.status;
        }
        return await attempt(delivery, activity.cancellationSignal);
      }, heartbeatEveryMs);
    },
  };

  async function attempt(delivery: DeliveryContext, stop: AbortSignal): Promise<DeliveryEnd> {
    const outgoing = await prepare(delivery);
    const turn = await gate.enter(outgoing.place);
    // Other attempts are under way there; the slot is given to other hosts' deliveries meanwhile.
    if ('putOff' in turn) throw later(`it is ${turn.putOff} there`, turn.pauseMs / 1_000);
    const at = new Date();
    const startedAt = performance.now();
    let result: PostResult | undefined;
    try {
      result = await post(outgoing, at, stop);
    } finally {
      turn.done(result?.status === null && result.error === 'timeout');
    }
    // Cut off by our own shutdown: it says nothing of the endpoint, and another worker tries again.
    if (stop.aborted && result.status === null) throw later('this worker is being stopped', 1);
    const verdict = judgeAttempt(delivery, result, at);
    await recordAttempt(
      db,
      {
        delivery_id: delivery.id,
        at,
        duration_ms: Math.round(performance.now() - startedAt),
        url: outgoing.shown,
        status: result.status,
        error: result.status === null ? result.error : null,
        answer: result.status === null ? null : result.answer,
      },
      verdict,
    );
    if (result.status === 410) await removeGoneEndpoint(db, delivery, outgoing.shown);
    return endOf(verdict, result);
  }

  async function prepare(delivery: DeliveryContext): Promise<Outgoing> {
    try {
      return await prepareDelivery(sender, delivery);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      const { transport } = delivery;
      const place = { endpoint: delivery.account_id, host: transport };
      return { place, shown: transport, send: () => Promise.reject(error) };
    }
  }

  async function post(outgoing: Outgoing, at: Date, stop: AbortSignal): Promise<PostResult> {
    try {
      return await outgoing.send(at, stop);
    } catch (error) {
      // Its key was taken out of SECRET_KEYS: nothing is sent unsigned or without its token.
      if (error instanceof CannotOpen) return { status: null, error: 'secret_cannot_be_opened' };
      throw error;
    }
  }
}

export type WebhookActivities = ReturnType<typeof createWebhookActivities>;

function endOf({ status, retryInSeconds }: AttemptVerdict, result: PostResult): DeliveryEnd {
  if (status !== 'pending') return status;
  throw later(result.status === null ? result.error : `answered ${result.status}`, retryInSeconds ?? 0);
}

/** What Temporal keeps of a failed attempt: a few words of ours, and when to try again. */
const later = (why: string, pauseSeconds: number): ApplicationFailure =>
  ApplicationFailure.create({
    message: why,
    type: 'DeliveryPutOff',
    // The customer's trouble, not ours: it stands in the delivery log and is no warning in the worker's.
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: Math.max(1, Math.round(pauseSeconds * 1_000)),
  });
