import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';
import type { Proxy, Toxic } from './toxiproxy.js';

/** A holder without a heartbeat for longer than this is queried by its workflow, and then given up. */
const givenUpAfterSeconds = 12;

type Service = 'temporal' | 'postgres';

/** Faults of the network between our processes and Temporal or PostgreSQL, which both keep running. */
export function networkFaults(proxies: Record<Service, Proxy>): Fault[] {
  const disturbed = (what: string, seconds: number, toxics: readonly Toxic[]) =>
    (['temporal', 'postgres'] as const).map((service): Fault => ({
      name: `${what} ${service} for ${seconds} s`,
      sparesBrowsers: service === 'postgres' || seconds < givenUpAfterSeconds,
      strike: () => proxies[service].disturb(toxics, sleep(seconds * 1_000)),
    }));
  const both = (toxic: Omit<Toxic, 'stream'>): Toxic[] => [
    { ...toxic, stream: 'upstream' },
    { ...toxic, stream: 'downstream' },
  ];
  return [
    ...disturbed(
      'latency of 300 ms to',
      10,
      both({ type: 'latency', attributes: { latency: 300, jitter: 200 } }),
    ),
    ...disturbed('resets of', 6, [
      { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 200 } },
    ]),
    ...disturbed('black hole before', 8, both({ type: 'timeout', attributes: { timeout: 0 } })),
    ...disturbed('black hole before', 30, both({ type: 'timeout', attributes: { timeout: 0 } })),
    ...disturbed('lost answers of', 8, [
      { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
    ]),
    ...disturbed('slow closes of', 8, [
      { type: 'slow_close', stream: 'downstream', attributes: { delay: 4_000 } },
      { type: 'bandwidth', stream: 'downstream', attributes: { rate: 20 } },
    ]),
    ...(['temporal', 'postgres'] as const).map((service): Fault => ({
      name: `no connection to ${service} for 8 s`,
      sparesBrowsers: true,
      strike: () => proxies[service].cut(sleep(8_000)),
    })),
  ];
}
