import { basename } from 'node:path';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { phaseSchema } from '../../assistance/statuses.js';
import { readMetrics } from '../../db/numbers/metrics-queries.js';
import { poolOf } from '../../db/open.js';
import { addPoolMetrics } from '../../db/pool-metrics.js';
import { countLiveWorkers } from '../../db/worker-liveness.js';
import type { ApiDeps } from '../context/api-deps.js';

/**
 * Metrics for Prometheus: this process, its response times by route, its bank files, and totals over all logins. No label contains an
 * account, a user or a value from a path. docs/operations.md, *Metrics*, lists them.
 */
export function createMetrics({
  db,
  ring,
  banks,
  brokenBankFiles,
  reconciled,
}: Pick<ApiDeps, 'db' | 'ring' | 'banks' | 'brokenBankFiles' | 'reconciled'>) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  addPoolMetrics(registry, poolOf(db));
  const answers = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to respond to a request, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `assisted_login_${name}`, help, labelNames, registers });
  const openSessions = gauge('open_sessions', 'Open sessions, by phase', ['phase']);
  const pendingRequests = gauge('pending_requests', 'Pending assistance requests');
  const oldestRequest = gauge(
    'oldest_pending_request_seconds',
    'Age of the oldest pending assistance request; 0 if there is none',
  );
  const pendingDeliveries = gauge('pending_deliveries', 'Notifications that are not delivered yet');
  const oldestDelivery = gauge(
    'oldest_pending_delivery_seconds',
    'Age of the oldest notification that is not delivered yet; 0 if there is none',
  );
  const brokenFiles = gauge(
    'bank_file_broken',
    '1 if the file of this bank cannot be used as it is now; the name of the file, if no version of it could be used yet',
    ['bank'],
  );
  const workers = gauge('workers', 'Workers that have sent a heartbeat within 15 s');
  // The name before `workers`: alerts that people have written use it. To be removed with the next version.
  const workerAlive = gauge('worker_alive', 'Deprecated: 1 if there is a worker. Use assisted_login_workers');
  const counted = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name: `assisted_login_${name}`, help, labelNames, registers });
  const findings = counted(
    'reconciler_findings_total',
    'Logins whose database row and workflow differed, by what the reconciler did',
    ['finding'],
  );
  const missingKeys = counted('missing_keys_total', 'Sealed values whose key is not in SECRET_KEYS');

  return {
    /** Measures every response, including those of other middleware. */
    timeAnswers: ((req, res, next) => {
      const stop = answers.startTimer({ method: req.method });
      res.once('finish', () => {
        const { path } = (req.route ?? {}) as { path?: string }; // Express types it as any
        stop({ route: path ?? 'none', status: res.statusCode });
      });
      next();
    }) satisfies RequestHandler,

    /** All metrics in Prometheus's text format. Rejects if the database cannot be reached. */
    async text(): Promise<string> {
      const [figures, workerCount] = await Promise.all([readMetrics(db), countLiveWorkers(db)]);
      for (const phase of phaseSchema.options)
        openSessions.set({ phase }, figures.openSessions.get(phase) ?? 0);
      pendingRequests.set(figures.pendingRequests);
      oldestRequest.set(figures.oldestRequestSeconds);
      pendingDeliveries.set(figures.pendingDeliveries);
      oldestDelivery.set(figures.oldestDeliverySeconds);
      brokenFiles.reset();
      for (const bank of banks.keys()) brokenFiles.set({ bank }, 0);
      for (const { code, file } of brokenBankFiles()) brokenFiles.set({ bank: code ?? basename(file) }, 1);
      workers.set(workerCount);
      workerAlive.set(workerCount > 0 ? 1 : 0);
      findings.reset();
      for (const [finding, count] of reconciled) findings.inc({ finding }, count);
      missingKeys.reset();
      missingKeys.inc(ring.missingKeys);
      return registry.metrics();
    },
  };
}
