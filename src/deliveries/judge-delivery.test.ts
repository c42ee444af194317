import { expect, test } from 'vitest';
import { endBeforeAttempt, judgeAttempt } from './judge-delivery.js';

const fresh = {
  type: 'assistance_required',
  attempts: 0,
  age_seconds: 1,
  transport: 'webhook',
  destination: 'https://relay.example/hook',
  redelivery_of: null,
  request_status: 'pending',
  request_seconds_left: 100,
} as const;
const now = new Date();
const half = () => 0.5;
const answered = (status: number, retryAfter: string | null = null) => ({ status, retryAfter, answer: '' });

test.each([
  ['news of a pending request are delivered', fresh, undefined],
  [
    'a request that has ended needs no answer',
    { ...fresh, request_status: 'fulfilled' as const },
    'request_ended',
  ],
  ['a deleted request needs no answer', { ...fresh, request_status: null }, 'request_ended'],
  [
    'the end of a request is delivered after it has ended',
    { ...fresh, type: 'assistance_expired' as const, request_status: 'expired' as const },
    undefined,
  ],
  [
    'a redelivery is attempted once after the request has ended',
    { ...fresh, redelivery_of: 'x', request_status: 'expired' as const },
    undefined,
  ],
  [
    'a redelivery is not attempted twice after the request has ended',
    { ...fresh, redelivery_of: 'x', attempts: 1, request_status: 'expired' as const },
    'request_ended',
  ],
  ['a delivery without an endpoint ends', { ...fresh, destination: null }, 'no_endpoint'],
  ['a delivery fails after a day', { ...fresh, age_seconds: 86_400 }, 'gave_up'],
])('%s', (_title, delivery, reason) => {
  expect(endBeforeAttempt(delivery)?.reason).toBe(reason);
});

test('2xx is delivered, 410 fails for good, everything else is retried', () => {
  expect(judgeAttempt(fresh, answered(204), now)).toMatchObject({
    status: 'delivered',
    retryInSeconds: null,
  });
  expect(judgeAttempt(fresh, answered(410), now)).toMatchObject({
    status: 'failed',
    reason: 'endpoint_gone',
  });
  for (const status of [301, 400, 401, 404, 429, 500, 503])
    expect(judgeAttempt(fresh, answered(status), now, half)).toMatchObject({
      status: 'pending',
      retryInSeconds: 2,
    });
  expect(judgeAttempt(fresh, { status: null, error: 'timeout' }, now, half)).toMatchObject({
    retryInSeconds: 2,
  });
});

test('Retry-After can lengthen a delay but not shorten it, and not beyond the end of the request', () => {
  expect(judgeAttempt(fresh, answered(503, '30'), now, half)).toMatchObject({ retryInSeconds: 30 });
  expect(judgeAttempt(fresh, answered(503, '1'), now, half)).toMatchObject({ retryInSeconds: 2 });
  expect(judgeAttempt(fresh, answered(503, '3600'), now, half)).toMatchObject({ retryInSeconds: 101 });
  const lost = { ...fresh, type: 'login_failed' as const, request_status: null, request_seconds_left: null };
  expect(judgeAttempt(lost, answered(503, '3600'), now, half)).toMatchObject({ retryInSeconds: 3_600 });
});

test('a test delivery is attempted once', () => {
  expect(judgeAttempt({ ...fresh, type: 'test' }, answered(500), now)).toMatchObject({ status: 'failed' });
});
