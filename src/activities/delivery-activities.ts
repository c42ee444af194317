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
import { createGuardedAgent } from '../deliveries/guarded-agent.js';
import { createHostLimiter } from '../deliveries/host-limiter.js';
import { endBeforeAttempt, judgeAttempt, secondsUntilEnd } from '../deliveries/judge-delivery.js';
import { createMailer, type MailServer } from '../deliveries/mailer.js';
import type { PostResult } from '../deliveries/post-webhook.js';
import { prepareAttempt } from '../deliveries/prepare-attempt.js';
import type { DeliverWebhookInput } from '../temporal/delivery-messages.js';
import { withHeartbeat } from './heartbeat.js';

/** How a delivery ended. `account_gone`: its account was deleted, and the delivery's row with it. */
export type DeliveryEnd = Exclude<DeliveryStatus, 'pending'> | 'account_gone';

/** What one attempt came to: the delivery is done, is tried again, or was given up. */
export type DeliveryAttemptResult = 'delivered' | 'retried' | 'given_up';

export interface DeliveryDeps {
  db: Db;
  ring: KeyRing;
  allowPrivateWebhooks: boolean;
  /** The public URL of the dashboard, for links in notifications. */
  publicUrl: string;
  /** Without it no mail is sent. */
  mail?: MailServer | undefined;
  /** Time limit of one attempt. */
  timeoutMs?: number;
  /** Called for each attempt. Must not throw. */
  onAttempt?: (result: DeliveryAttemptResult) => void;
}

const heartbeatEveryMs = 1_500;

const inputSchema = z.object({ deliveryId: z.uuid() }) satisfies z.ZodType<DeliverWebhookInput>;

/** The activities of deliveries, for workers of the queue `assisted-login-webhooks`. */
export function createDeliveryActivities({
  db,
  ring,
  allowPrivateWebhooks,
  publicUrl,
  mail,
  timeoutMs = 10_000,
  onAttempt,
}: DeliveryDeps) {
  const agent = createGuardedAgent({ allowPrivate: allowPrivateWebhooks });
  const hostLimiter = createHostLimiter();
  const mailer = createMailer(mail, timeoutMs);
  const sender = { ring, agent, mailer, publicUrl, timeoutMs };
  return {
    /**
     * Makes one attempt. Resolves when the delivery has ended; otherwise throws, with the delay until the next
     * attempt (`nextRetryDelay`). May run twice: after a worker died, its attempt is made again, with the same
     * `webhook-id`.
     */
    async attemptDelivery(input: DeliverWebhookInput): Promise<DeliveryEnd> {
      const { deliveryId } = inputSchema.parse(input);
      const activity = Context.current();
      return withHeartbeat(async () => {
        const delivery = await readDeliveryContext(db, deliveryId);
        if (!delivery) return 'account_gone';
        if (delivery.status !== 'pending') return delivery.status;
        const end = endBeforeAttempt(delivery);
        if (end) {
          await endDelivery(db, deliveryId, end);
          return end.status;
        }
        const { attempts, seconds_until_due: secondsUntilDue } = delivery;
        // An escalation: the request may be answered until then.
        if (attempts === 0 && secondsUntilDue !== null && secondsUntilDue > 0)
          throw retryLater('escalates later', Math.min(secondsUntilDue, secondsUntilEnd(delivery)));
        return await attempt(delivery, activity.cancellationSignal);
      }, heartbeatEveryMs);
    },
  };

  async function attempt(delivery: DeliveryContext, stop: AbortSignal): Promise<DeliveryEnd> {
    const prepared = await prepareAttempt(sender, delivery);
    const slot = await hostLimiter.acquire(prepared.target);
    // Ending the activity frees this worker's slot for deliveries to other hosts.
    if ('deferred' in slot) throw retryLater(`deferred: ${slot.deferred}`, slot.delayMs / 1_000);
    const at = new Date();
    const startedAt = performance.now();
    let result: PostResult | undefined;
    try {
      result = await prepared.send(at, stop);
    } finally {
      slot.release(result?.status === null && result.error === 'timeout');
    }
    // Aborted by our own shutdown: this says nothing about the endpoint, and another worker tries again.
    if (stop.aborted && result.status === null) throw retryLater('this worker is being stopped', 1);
    const verdict = judgeAttempt(delivery, result, at);
    await recordAttempt(
      db,
      {
        delivery_id: delivery.id,
        at,
        duration_ms: Math.round(performance.now() - startedAt),
        url: prepared.displayUrl,
        status: result.status,
        error: result.status === null ? result.error : null,
        answer: result.status === null ? null : result.answer,
      },
      verdict,
    );
    onAttempt?.(resultOf[verdict.status]);
    if (result.status === 410) await removeGoneEndpoint(db, delivery, prepared.displayUrl);
    return endOf(verdict, result);
  }
}

export type DeliveryActivities = ReturnType<typeof createDeliveryActivities>;

const resultOf: Record<DeliveryStatus, DeliveryAttemptResult> = {
  delivered: 'delivered',
  pending: 'retried',
  failed: 'given_up',
  obsolete: 'given_up',
};

function endOf({ status, retryInSeconds }: AttemptVerdict, result: PostResult): DeliveryEnd {
  if (status !== 'pending') return status;
  throw retryLater(result.status === null ? result.error : `answered ${result.status}`, retryInSeconds ?? 0);
}

/** What Temporal keeps of a failed attempt: a fixed text, and when to try again. */
const retryLater = (why: string, delaySeconds: number): ApplicationFailure =>
  ApplicationFailure.create({
    message: why,
    type: 'DeliveryPutOff',
    // A problem of the customer's endpoint: it belongs in the delivery log, not in the worker's as a warning.
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: Math.max(1, Math.round(delaySeconds * 1_000)),
  });
