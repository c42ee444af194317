import type { AttemptVerdict, DeliveryContext } from '../db/deliveries/delivery-attempts.js';
import { pauseSeconds, requestedPauseSeconds } from './pauses.js';
import type { PostResult } from './post-webhook.js';

/** After this long nobody tries any more. */
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

/** Why a delivery ends before its next attempt; undefined when the attempt is to be made. */
export function whyObsolete(delivery: Facts): { status: 'obsolete' | 'failed'; reason: string } | undefined {
  if (delivery.destination === null) return { status: 'obsolete', reason: 'no_endpoint' };
  if (delivery.age_seconds >= giveUpAfterSeconds) return { status: 'failed', reason: 'gave_up' };
  // What a person sends again is tried once in any case: they want to see it arrive.
  const isWanted = delivery.redelivery_of !== null && delivery.attempts === 0;
  if (endsWithRequest(delivery) && delivery.request_status !== 'pending' && !isWanted)
    return { status: 'obsolete', reason: 'request_ended' };
  return undefined;
}

const endsWithRequest = ({ type }: Facts): boolean => type === 'assistance_required';

/** What an attempt's answer makes of the delivery. */
export function judgeAttempt(
  delivery: Facts,
  result: PostResult,
  now: Date,
  random: () => number = Math.random,
): AttemptVerdict {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300)
    return { status: 'delivered', reason: null, retryInSeconds: null };
  // A mail server means its 5xx: no such mailbox, no such sender.
  if (delivery.transport === 'email' && status !== null && status >= 500)
    return { status: 'failed', reason: 'mail_refused', retryInSeconds: null };
  if (status === 410) return { status: 'failed', reason: 'endpoint_gone', retryInSeconds: null };
  // A person waits for a test's result; coming back to it an hour later would only puzzle.
  if (delivery.type === 'test') return { status: 'failed', reason: 'test', retryInSeconds: null };
  const asked = status === null ? null : requestedPauseSeconds(result.retryAfter, now);
  const pause = Math.max(pauseSeconds(delivery.attempts + 1, random), asked ?? 0);
  return { status: 'pending', reason: null, retryInSeconds: Math.min(pause, secondsToTheEnd(delivery)) };
}

/** No pause goes past the moment at which the delivery is over anyway: then its end is written down in time. */
function secondsToTheEnd(delivery: Facts): number {
  const untilGivenUp = giveUpAfterSeconds - delivery.age_seconds;
  const { request_seconds_left: requestSecondsLeft } = delivery;
  const untilRequestEnds =
    endsWithRequest(delivery) && requestSecondsLeft !== null && requestSecondsLeft > 0
      ? requestSecondsLeft
      : Infinity;
  return Math.max(1, Math.min(untilGivenUp, untilRequestEnds + 1));
}
