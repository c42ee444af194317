import type { AttemptVerdict, DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { retryAfterSeconds, retryDelaySeconds } from './retry-delays.js';
import type { PostResult } from './post-webhook.js';

/** Age at which a delivery that has not succeeded fails (docs/webhooks.md, *What to expect*). */
const giveUpAfterSeconds = 24 * 3_600;

type Facts = Pick<
  DeliveryContext,
  | 'type'
  | 'transport'
  | 'attempts'
  | 'age_seconds'
  | 'destination'
  | 'redelivery_of'
  | 'request_status'
  | 'request_seconds_left'
>;

/** The end of a delivery that must not be attempted again, with its reason; undefined if the attempt should be made. */
export function endBeforeAttempt(
  delivery: Facts,
): { status: 'obsolete' | 'failed'; reason: string } | undefined {
  if (delivery.destination === null) return { status: 'obsolete', reason: 'no_endpoint' };
  if (delivery.age_seconds >= giveUpAfterSeconds) return { status: 'failed', reason: 'gave_up' };
  // A redelivery that a person asked for is attempted once in any case: they expect to see it arrive.
  const isFirstRedelivery = delivery.redelivery_of !== null && delivery.attempts === 0;
  if (endsWithRequest(delivery) && delivery.request_status !== 'pending' && !isFirstRedelivery)
    return { status: 'obsolete', reason: 'request_ended' };
  return undefined;
}

const endsWithRequest = ({ type }: Facts): boolean => type === 'assistance_required';

/** The delivery's status after an attempt with this result, and when to retry while it is pending. */
export function judgeAttempt(
  delivery: Facts,
  result: PostResult,
  now: Date,
  random: () => number = Math.random,
): AttemptVerdict {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300)
    return { status: 'delivered', reason: null, retryInSeconds: null };
  // SMTP 5xx replies are permanent: unknown mailbox or refused sender.
  if (delivery.transport === 'email' && status !== null && status >= 500)
    return { status: 'failed', reason: 'mail_refused', retryInSeconds: null };
  if (status === 410) return { status: 'failed', reason: 'endpoint_gone', retryInSeconds: null };
  // A person is waiting for the result of a test, so it is not retried later.
  if (delivery.type === 'test') return { status: 'failed', reason: 'test', retryInSeconds: null };
  const requested = status === null ? null : retryAfterSeconds(result.retryAfter, now);
  const delay = Math.max(retryDelaySeconds(delivery.attempts + 1, random), requested ?? 0);
  return { status: 'pending', reason: null, retryInSeconds: Math.min(delay, secondsUntilEnd(delivery)) };
}

/** Bounds the delay until an attempt, so that the end of a delivery is recorded when it is due. */
export function secondsUntilEnd(delivery: Facts): number {
  const untilGivenUp = giveUpAfterSeconds - delivery.age_seconds;
  const { request_seconds_left: requestSecondsLeft } = delivery;
  const untilRequestEnds =
    endsWithRequest(delivery) && requestSecondsLeft !== null && requestSecondsLeft > 0
      ? requestSecondsLeft
      : Infinity;
  return Math.max(1, Math.min(untilGivenUp, untilRequestEnds + 1));
}
