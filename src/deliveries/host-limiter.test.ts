import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createHostLimiter,
  defaultLimits,
  type HostLimiter,
  type HostLimits,
  type Slot,
} from './host-limiter.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const limiterWith = (limits: Partial<HostLimits>) => createHostLimiter({ ...defaultLimits, ...limits });

const at = (name: string) => ({ endpoint: `${name}/hook`, host: name });
const busy = { deferred: 'busy', delayMs: expect.any(Number) as number };
const slow = { deferred: 'slow', delayMs: expect.any(Number) as number };

async function slotAt(limiter: HostLimiter, name: string): Promise<Slot> {
  return asSlot(await limiter.acquire(at(name)));
}

function asSlot(slot: Awaited<ReturnType<HostLimiter['acquire']>>): Slot {
  if ('deferred' in slot) throw new Error(`deferred: ${slot.deferred}`);
  return slot;
}

test('a host gets a limited number of slots, and other hosts are not affected', async () => {
  const limiter = limiterWith({ perHost: 2 });
  await slotAt(limiter, 'full');
  await slotAt(limiter, 'full');
  const third = limiter.acquire(at('full'));
  await slotAt(limiter, 'healthy');
  await vi.advanceTimersByTimeAsync(defaultLimits.maxWaitMs);
  expect(await third).toEqual(busy);
});

test('a waiting attempt gets the slot that is released', async () => {
  const limiter = limiterWith({ perHost: 1 });
  const first = await slotAt(limiter, 'busy');
  const second = limiter.acquire(at('busy'));
  first.release(false);
  expect(await second).toBeTypeOf('object');
});

test('a host where an attempt timed out gets one slot at a time until it answers', async () => {
  const limiter = limiterWith({});
  (await slotAt(limiter, 'host')).release(true);
  const only = await slotAt(limiter, 'host');
  expect(await limiter.acquire(at('host'))).toEqual(slow);
  only.release(false);
  await slotAt(limiter, 'host');
  await slotAt(limiter, 'host');
});

test('a host is slow while an attempt there takes long', async () => {
  const limiter = limiterWith({});
  const first = await slotAt(limiter, 'host');
  await slotAt(limiter, 'host');
  await vi.advanceTimersByTimeAsync(defaultLimits.slowAfterMs + 1);
  expect(await limiter.acquire(at('host'))).toEqual(slow);
  first.release(false);
  expect(await limiter.acquire(at('host'))).toEqual(slow);
});

test('all slow hosts together get a limited number of slots', async () => {
  const limiter = limiterWith({ slowEndpoints: 2 });
  const names = ['a', 'b', 'c'];
  for (const name of names) (await slotAt(limiter, name)).release(true);
  expect(await Promise.all(names.map((name) => limiter.acquire(at(name))))).toEqual([
    expect.any(Object),
    expect.any(Object),
    slow,
  ]);
  await slotAt(limiter, 'healthy');
});

test('a host is no longer slow after a while', async () => {
  const limiter = limiterWith({ slowForMs: 1_000 });
  (await slotAt(limiter, 'host')).release(true);
  await vi.advanceTimersByTimeAsync(1_001);
  await slotAt(limiter, 'host');
  await slotAt(limiter, 'host');
});

test('a slow endpoint does not delay other endpoints of its host', async () => {
  const limiter = limiterWith({ perHost: 2 });
  for (const name of ['one', 'other']) asSlot(await limiter.acquire({ endpoint: name, host: 'shared' }));
  await vi.advanceTimersByTimeAsync(defaultLimits.slowAfterMs + 1);
  expect(await limiter.acquire({ endpoint: 'one', host: 'shared' })).toEqual(slow);
  for (const name of ['third', 'fourth']) asSlot(await limiter.acquire({ endpoint: name, host: 'shared' }));
});

test('attempts deferred at a slow endpoint return one after the other', async () => {
  const limiter = limiterWith({ deferMs: 3_000, deferSpacingMs: 500, maxDeferMs: 4_000 });
  (await slotAt(limiter, 'host')).release(true);
  await slotAt(limiter, 'host');
  const delays: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    const slot = await limiter.acquire(at('host'));
    if ('deferred' in slot) delays.push(slot.delayMs);
  }
  expect(delays).toEqual([3_000, 3_500, 4_000, 4_000]);
});
