import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.js';
import { CircuitOpenError } from '../process/outages.js';

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const fails = (error: Error) => () => Promise.reject(error);
const works = () => Promise.resolve('done');

describe('createCircuitBreaker', () => {
  it('fails calls at once while the service is down, and lets them through when it is back', async () => {
    const ping = vi.fn(async (): Promise<void> => Promise.reject(refused));
    const breaker = createCircuitBreaker(ping);
    await expect(breaker.run(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(breaker.run(works)).rejects.toBeInstanceOf(CircuitOpenError));

    const call = vi.fn(works);
    await expect(breaker.run(call)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(call).not.toHaveBeenCalled();

    ping.mockResolvedValue(undefined);
    await vi.waitFor(async () => expect(await breaker.run(call)).toBe('done'), 3_000);
  });

  it('does not open when the ping is refused: the service answered', async () => {
    const ping = vi.fn(async (): Promise<void> => Promise.reject(new Error('not allowed')));
    const breaker = createCircuitBreaker(ping);
    await expect(breaker.run(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(ping).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => expect(ping.mock.settledResults[0]?.type).toBe('rejected'));
    expect(await breaker.run(works)).toBe('done');
    await breaker.close();
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('does not open after one slow call whose ping succeeds, nor after a bug', async () => {
    const ping = vi.fn(() => Promise.resolve());
    const breaker = createCircuitBreaker(ping);
    await expect(breaker.run(fails(refused))).rejects.toBe(refused);
    await vi.waitFor(() => expect(ping).toHaveBeenCalledTimes(1));
    expect(await breaker.run(works)).toBe('done');
    await expect(breaker.run(fails(new TypeError('a bug')))).rejects.toThrow('a bug');
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('has no ping under way once it is closed, and starts none', async () => {
    let underWay = 0;
    const ping = vi.fn(async () => {
      underWay += 1;
      await sleep(300);
      underWay -= 1;
      throw refused;
    });
    const breaker = createCircuitBreaker(ping);
    await expect(breaker.run(fails(refused))).rejects.toBe(refused);
    expect(underWay).toBe(1);
    await breaker.close();
    expect(underWay).toBe(0);
    await sleep(1_500);
    expect(ping).toHaveBeenCalledTimes(1);
  });
});
