import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHostGate, usualLimits, type HostGate, type HostGateLimits, type Turn } from './host-gate.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const gateWith = (limits: Partial<HostGateLimits>) => createHostGate({ ...usualLimits, ...limits });

async function turnAt(gate: HostGate, name: string): Promise<Turn> {
  const turn = await gate.enter(name);
  if (typeof turn === 'string') throw new Error(`${name} is ${turn}`);
  return turn;
}

test('a host gets so many turns at once, and another host is not affected', async () => {
  const gate = gateWith({ perHost: 2 });
  await turnAt(gate, 'full');
  await turnAt(gate, 'full');
  const third = gate.enter('full');
  await turnAt(gate, 'healthy');
  await vi.advanceTimersByTimeAsync(usualLimits.patienceMs);
  expect(await third).toBe('busy');
});

test('who waits for a turn gets the one that becomes free', async () => {
  const gate = gateWith({ perHost: 1 });
  const first = await turnAt(gate, 'busy');
  const second = gate.enter('busy');
  first.done(false);
  expect(await second).toBeTypeOf('object');
});

test('a host that let an attempt time out gets one at a time, until it answers', async () => {
  const gate = gateWith({});
  (await turnAt(gate, 'host')).done(true);
  const only = await turnAt(gate, 'host');
  expect(await gate.enter('host')).toBe('slow');
  only.done(false);
  await turnAt(gate, 'host');
  await turnAt(gate, 'host');
});

test('a host is slow as soon as an attempt has been there for long', async () => {
  const gate = gateWith({});
  const first = await turnAt(gate, 'host');
  await turnAt(gate, 'host');
  await vi.advanceTimersByTimeAsync(usualLimits.slowAfterMs + 1);
  expect(await gate.enter('host')).toBe('slow');
  first.done(false);
  expect(await gate.enter('host')).toBe('slow');
});

test('slow hosts together get no more than their share', async () => {
  const gate = gateWith({ slowHosts: 2 });
  const names = ['a', 'b', 'c'];
  for (const name of names) (await turnAt(gate, name)).done(true);
  expect(await Promise.all(names.map((name) => gate.enter(name)))).toEqual([
    expect.any(Object),
    expect.any(Object),
    'slow',
  ]);
  await turnAt(gate, 'healthy');
});

test('a slow host is forgiven after a while', async () => {
  const gate = gateWith({ slowForMs: 1_000 });
  (await turnAt(gate, 'host')).done(true);
  await vi.advanceTimersByTimeAsync(1_001);
  await turnAt(gate, 'host');
  await turnAt(gate, 'host');
});
