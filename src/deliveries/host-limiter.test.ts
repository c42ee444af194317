import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createHostGate,
  usualLimits,
  type HostGate,
  type HostGateLimits,
  type Turn,
} from './host-limiter.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const gateWith = (limits: Partial<HostGateLimits>) => createHostGate({ ...usualLimits, ...limits });

const at = (name: string) => ({ endpoint: `${name}/hook`, host: name });
const busy = { putOff: 'busy', pauseMs: expect.any(Number) as number };
const slow = { putOff: 'slow', pauseMs: expect.any(Number) as number };

async function turnAt(gate: HostGate, name: string): Promise<Turn> {
  return turnOf(await gate.enter(at(name)));
}

function turnOf(turn: Awaited<ReturnType<HostGate['enter']>>): Turn {
  if ('putOff' in turn) throw new Error(`it is ${turn.putOff} there`);
  return turn;
}

test('a host gets so many turns at once, and another host is not affected', async () => {
  const gate = gateWith({ perHost: 2 });
  await turnAt(gate, 'full');
  await turnAt(gate, 'full');
  const third = gate.enter(at('full'));
  await turnAt(gate, 'healthy');
  await vi.advanceTimersByTimeAsync(usualLimits.patienceMs);
  expect(await third).toEqual(busy);
});

test('who waits for a turn gets the one that becomes free', async () => {
  const gate = gateWith({ perHost: 1 });
  const first = await turnAt(gate, 'busy');
  const second = gate.enter(at('busy'));
  first.done(false);
  expect(await second).toBeTypeOf('object');
});

test('a host that let an attempt time out gets one at a time, until it answers', async () => {
  const gate = gateWith({});
  (await turnAt(gate, 'host')).done(true);
  const only = await turnAt(gate, 'host');
  expect(await gate.enter(at('host'))).toEqual(slow);
  only.done(false);
  await turnAt(gate, 'host');
  await turnAt(gate, 'host');
});

test('a host is slow as soon as an attempt has been there for long', async () => {
  const gate = gateWith({});
  const first = await turnAt(gate, 'host');
  await turnAt(gate, 'host');
  await vi.advanceTimersByTimeAsync(usualLimits.slowAfterMs + 1);
  expect(await gate.enter(at('host'))).toEqual(slow);
  first.done(false);
  expect(await gate.enter(at('host'))).toEqual(slow);
});

test('slow hosts together get no more than their share', async () => {
  const gate = gateWith({ slowEndpoints: 2 });
  const names = ['a', 'b', 'c'];
  for (const name of names) (await turnAt(gate, name)).done(true);
  expect(await Promise.all(names.map((name) => gate.enter(at(name))))).toEqual([
    expect.any(Object),
    expect.any(Object),
    slow,
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

test('a slow endpoint delays no other at its host', async () => {
  const gate = gateWith({ perHost: 2 });
  for (const name of ['one', 'other']) turnOf(await gate.enter({ endpoint: name, host: 'shared' }));
  await vi.advanceTimersByTimeAsync(usualLimits.slowAfterMs + 1);
  expect(await gate.enter({ endpoint: 'one', host: 'shared' })).toEqual(slow);
  for (const name of ['third', 'fourth']) turnOf(await gate.enter({ endpoint: name, host: 'shared' }));
});

test('who is put off at a slow endpoint comes back one after the other', async () => {
  const gate = gateWith({ putOffMs: 3_000, putOffEveryMs: 500, longestPutOffMs: 4_000 });
  (await turnAt(gate, 'host')).done(true);
  await turnAt(gate, 'host');
  const pauses: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    const turn = await gate.enter(at('host'));
    if ('putOff' in turn) pauses.push(turn.pauseMs);
  }
  expect(pauses).toEqual([3_000, 3_500, 4_000, 4_000]);
});
