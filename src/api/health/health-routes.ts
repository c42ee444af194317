import { z } from 'zod';
import { isWorkerAlive } from '../../db/worker-liveness.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError, retryAfter } from '../access/api-error.js';

const okSchema = z.object({ ok: z.literal(true) });

const health = defineRoute({
  method: 'GET',
  path: '/health',
  summary: 'Check that this process is running',
  auth: 'none',
  answers: { 200: okSchema },
  handle: () => ({ status: 200, body: { ok: true } }),
});

const ready = defineRoute({
  method: 'GET',
  path: '/ready',
  summary: 'Check that logins are possible: database, Temporal and a worker are available',
  auth: 'none',
  answers: { 200: okSchema },
  handle: async ({ api }) => {
    const [worker, temporal] = await Promise.allSettled([isWorkerAlive(api.db), api.logins.ping()]);
    const isAvailable = {
      database: worker.status === 'fulfilled',
      temporal: temporal.status === 'fulfilled',
      worker: worker.status === 'fulfilled' && worker.value,
    };
    const missing = Object.entries(isAvailable).flatMap(([part, available]) => (available ? [] : [part]));
    if (missing.length > 0) {
      throw new ApiError('UNAVAILABLE', {
        message: `Not available: ${missing.join(', ')}.`,
        details: isAvailable,
        headers: retryAfter(2),
      });
    }
    return { status: 200, body: { ok: true } };
  },
});

const metrics = defineRoute({
  method: 'GET',
  path: '/metrics',
  summary: 'Get metrics for Prometheus',
  description:
    'Totals over all accounts in Prometheus’s text format. Block public access to it at the proxy.',
  auth: 'none',
  answers: { 200: 'text' },
  handle: async ({ api }) => ({ status: 200, body: await api.metrics.text() }),
});

export const healthRoutes = [health, ready, metrics];
