import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTracing } from '../../src/tracing/start-tracing.js';
import type { Tracing } from '../../src/tracing/tracing.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
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

const bodies: string[] = [];
/** A collector of traces. */
const collector = createServer((req, res) => {
  void text(req).then((body) => {
    if (req.url === '/v1/traces') bodies.push(body);
    res.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
});

let tracing: Tracing;
let api: ApiWithLogins;
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  if (address === null || typeof address === 'string') throw new Error('the collector listens on no port');
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${address.port}`;
  process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json';
  tracing = startTracing('assisted-login-test', process.env);
  api = await startApiWithLogins([bank.driver], {}, tracing);
});
afterAll(async () => {
  await api.close();
  collector.close();
});

it('a trace leads from the POST of a code to the step that types it, and holds no secret', async () => {
  const customer = await api.newCustomer('asking');
  await customer.untilAsked();
  const caller = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  await customer.submit({ code: '999999' }, { Prefer: 'wait=20', ...caller });
  await customer.submit({ code: '123456' }, { Prefer: 'wait=20' });
  await customer.ended();
  await api.stack.stopWorker();
  await tracing.stop();

  const spans = bodies.flatMap((body) =>
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

  const exported = bodies.join('');
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
