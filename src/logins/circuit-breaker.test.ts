import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createOutageMemory } from './circuit-breaker.js';
import { CircuitOpenError } from '../process/outages.js';

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const fails = (error: Error) => () => Promise.reject(error);
const works = () => Promise.resolve('done');

describe('the memory of an outage', () => {
  it('fails at once while the part is away, and calls again when it is back', async () => {
    const ping = vi.fn(async (): Promise<void> => Promise.reject(refused));
    const outage = createOutageMemory(ping);
    await expect(outage.unlessAway(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(outage.unlessAway(works)).rejects.toBeInstanceOf(CircuitOpenError));

    const call = vi.fn(works);
    await expect(outage.unlessAway(call)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(call).not.toHaveBeenCalled();

    ping.mockResolvedValue(undefined);
    await vi.waitFor(async () => expect(await outage.unlessAway(call)).toBe('done'), 3_000);
  });

  it('takes a refused ping for an answer', async () => {
    const ping = vi.fn(async (): Promise<void> => Promise.reject(new Error('not allowed')));
    const outage = createOutageMemory(ping);
    await expect(outage.unlessAway(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(ping).toHaveBeenCalledTimes(1));
    await outage.close();
    expect(await outage.unlessAway(works)).toBe('done');
  });

  it('does not take one slow call for an outage, nor a bug', async () => {
    const ping = vi.fn(() => Promise.resolve());
    const outage = createOutageMemory(ping);
    await expect(outage.unlessAway(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(ping).toHaveBeenCalledTimes(1));
    expect(await outage.unlessAway(works)).toBe('done');
    await expect(outage.unlessAway(fails(new TypeError('a bug')))).rejects.toThrow('a bug');
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('has no ping under way once it is closed, and makes none', async () => {
    let underWay = 0;
    const ping = vi.fn(async () => {
      underWay += 1;
      await sleep(300);
      underWay -= 1;
      throw refused;
    });
    const outage = createOutageMemory(ping);
    await expect(outage.unlessAway(fails(refused))).rejects.toBe(refused);
    expect(underWay).toBe(1);
    await outage.close();
    expect(underWay).toBe(0);
    await sleep(1_500);
    expect(ping).toHaveBeenCalledTimes(1);
  });
});
