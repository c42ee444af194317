import type { InjectedSinks } from '@temporalio/worker';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MeasuredStep } from '../activities/take-step.js';
import type { DeliveryAttemptResult } from '../activities/delivery-activities.js';
import { addPoolMetrics, type PoolCounts } from '../db/pool-metrics.js';
import type { LoginSinks } from '../temporal/login-sinks.js';
import { maxOpenForNewLogins } from './browser-slots.js';

const fastSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
const personSeconds = [5, 10, 20, 30, 60, 120, 180, 300, 600, 900];
const attemptResults: readonly DeliveryAttemptResult[] = ['delivered', 'retried', 'given_up'];

/** What a worker process has at this moment. */
export interface WorkerState {
  browserSlots: number;
  heldLogins: { readonly size: number; readonly spare: number };
  pool: { readonly launches: number };
  ring: { readonly missingKeys: number };
  database: PoolCounts;
  /** Programs of this machine that browsers run in without their sandbox. */
  unsandboxed: number;
}

/**
 * Metrics of one worker process, for Prometheus: what happens to the logins that pass through it, its browsers and
 * Node.js. No label contains an account or a user. docs/operations.md, *Metrics*, lists them.
 */
export function createWorkerMetrics({
  browserSlots,
  heldLogins,
  pool,
  ring,
  database,
  unsandboxed,
}: WorkerState) {
  /** When each step that is under way began, oldest first. */
  const stepsUnderWay = new Set<{ sinceMs: number }>();
  const registry = new Registry();
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `assisted_login_${name}`, help, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ ...named(name, help), labelNames });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) => new Histogram({ ...named(name, help), labelNames, buckets });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...named(name, help),
      collect() {
        this.set(value());
      },
    });
  /** A counter that something else counts. */
  const counted = (name: string, help: string, value: () => number) =>
    new Counter({
      ...named(name, help),
      collect() {
        this.reset();
        this.inc(value());
      },
    });

  collectDefaultMetrics({ register: registry });
  addPoolMetrics(registry, database);
  gauge('browser_slots', 'Browsers that may be open at once', () => browserSlots);
  gauge('browser_slots_used', 'Browsers that are open for a login', () => heldLogins.size);
  gauge(
    'browser_slots_free',
    'Browsers that new logins would get at once, without those reserved for codes',
    () => Math.max(maxOpenForNewLogins(browserSlots) - heldLogins.size + heldLogins.spare, 0),
  );
  gauge(
    'unsandboxed_browsers',
    'Browser programs of this machine that run without their sandbox',
    () => unsandboxed,
  );
  gauge(
    'oldest_step_seconds',
    'Age of the oldest step that is under way at a bank; 0 if there is none',
    () => {
      const [oldest] = stepsUnderWay;
      return oldest ? (performance.now() - oldest.sinceMs) / 1_000 : 0;
    },
  );
  counted('browser_launches_total', 'Times that a browser was launched or connected to', () => pool.launches);
  counted('missing_keys_total', 'Sealed values whose key is not in SECRET_KEYS', () => ring.missingKeys);

  const started = counter('logins_started_total', 'Logins that began, by bank', ['bank']);
  const ended = counter('logins_ended_total', 'Logins that ended, by bank and outcome', ['bank', 'outcome']);
  const settled = counter(
    'submissions_settled_total',
    'Codes and other answers that got an outcome, by bank',
    ['bank', 'outcome'],
  );
  const toPrompt = histogram(
    'time_to_prompt_seconds',
    'From the start of a login to its first request',
    ['bank', 'type'],
    fastSeconds,
  );
  const toCode = histogram(
    'time_to_code_seconds',
    'From the opening of a request to its first code or answer',
    ['bank', 'type'],
    personSeconds,
  );
  const toBank = histogram(
    'time_to_bank_seconds',
    'From the POST of a code to the moment in which the worker begins to type it',
    ['bank'],
    fastSeconds,
  );
  const steps = histogram(
    'step_duration_seconds',
    'Time of one step at the bank',
    ['bank', 'step', 'answer'],
    fastSeconds,
  );
  const attempts = counter('delivery_attempts_total', 'Attempts to deliver a notification, by result', [
    'result',
  ]);
  // A counter that begins with 1 has no increase yet.
  for (const result of attemptResults) attempts.inc({ result }, 0);

  const once = <Args extends unknown[]>(fn: (...args: Args) => void) => ({
    fn: (_workflow: unknown, ...args: Args) => fn(...args),
    callDuringReplay: false,
  });

  return {
    /** For the worker of logins: its workflows count through them. */
    sinks: {
      logins: {
        started: once((login) => started.inc(login)),
        prompted: once(({ seconds, ...prompt }) => toPrompt.observe(prompt, seconds)),
        answered: once(({ seconds, ...answer }) => toCode.observe(answer, seconds)),
        settled: once((submission) => settled.inc(submission)),
        ended: once((login) => ended.inc(login)),
      },
    } satisfies InjectedSinks<LoginSinks>,

    async trackStep<T>(work: () => Promise<T>): Promise<T> {
      const step = { sinceMs: performance.now() };
      stepsUnderWay.add(step);
      try {
        return await work();
      } finally {
        stepsUnderWay.delete(step);
      }
    },

    stepTaken({ bank, step, answer, seconds, secondsSincePost }: MeasuredStep): void {
      steps.observe({ bank, step, answer }, seconds);
      if (secondsSincePost !== undefined) toBank.observe({ bank }, secondsSincePost);
    },

    deliveryAttempted: (result: DeliveryAttemptResult): void => attempts.inc({ result }),

    /** All metrics in Prometheus's text format. */
    text: (): Promise<string> => registry.metrics(),
  };
}

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;
