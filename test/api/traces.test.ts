import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { startCollectedTracing } from '../support/trace-collector.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
});
const exportSchema = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});

const bank = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) => (code === '123456' ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: null }),
  maxAttempts: 3,
});

let traces: Awaited<ReturnType<typeof startCollectedTracing>>;
let api: ApiWithLogins;
beforeAll(async () => {
  traces = await startCollectedTracing();
  api = await startApiWithLogins([bank.driver], {}, traces.tracing);
});
afterAll(async () => {
  await api.close();
  traces.close();
});

it('a trace leads from the POST of a code to the step that types it, and holds no secret', async () => {
  const customer = await api.newCustomer('asking');
  await customer.untilAsked();
  const caller = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  await customer.submit({ code: '999999' }, { Prefer: 'wait=20', ...caller });
  await customer.submit({ code: '123456' }, { Prefer: 'wait=20' });
  await customer.ended();
  await api.stack.stopWorker();
  await traces.tracing.stop();

  const spans = traces.bodies.flatMap((body) =>
    exportSchema
      .parse(JSON.parse(body))
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  const named = (name: string) => spans.filter((span) => span.name === name);
  const ancestors = ({ parentSpanId }: z.infer<typeof spanSchema>): string[] => {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId);
    return parent ? [parent.name, ...ancestors(parent)] : [];
  };
  const typed = named('RunActivity:submitCode');
  expect(typed.map(ancestors)).toEqual(typed.map(() => ['POST /v1/accounts/:accountId/otp']));
  expect(typed).toHaveLength(2);
  expect(new Set(typed.map(({ traceId }) => traceId)).size).toBe(2);
  // The caller's own trace goes on.
  expect(typed.map(({ traceId }) => traceId)).toContain('0af7651916cd43dd8448eb211c80319c');
  expect(named('SignalWorkflow:submitOtp').map(ancestors)).toEqual(
    typed.map(() => ['POST /v1/accounts/:accountId/otp']),
  );
  expect(named('RunActivity:openLogin').map(ancestors)).toEqual([['POST /accounts/:accountId/scrape']]);

  const exported = traces.bodies.join('');
  for (const secret of ['999999', '123456', 'hunter2', customer.key, customer.token])
    expect(exported).not.toContain(secret);
});

it('without traces, nothing of OpenTelemetry is loaded by server and worker', async () => {
  for (const entry of ['server', 'worker']) {
    const source = await readFile(`src/${entry}.ts`, 'utf8');
    expect(source).not.toMatch(/^import [^;]*(tracing|opentelemetry)/m);
    expect(source).toContain("(await import('./tracing/start-tracing.js'))");
  }
});
