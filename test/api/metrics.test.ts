import { readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createLog } from '../../src/process/create-log.js';
import { serveMetrics } from '../../src/worker/serve-metrics.js';
import { installTemporalRuntime } from '../../src/worker/temporal-runtime.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) => (code === '123456' ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: null }),
  maxAttempts: 3,
});

let api: ApiWithLogins;
let workerMetrics: Awaited<ReturnType<typeof serveMetrics>>;
beforeAll(async () => {
  const sdk = `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
  installTemporalRuntime({ log: createLog({ level: 'silent' }), metricsAddress: sdk });
  api = await startApiWithLogins([asking.driver]);
  workerMetrics = await serveMetrics({
    ...{ host: '127.0.0.1', port: 0, sdkUrl: `http://${sdk}/metrics` },
    ownMetrics: api.stack.metrics.text,
  });
});
afterAll(async () => {
  await workerMetrics.close();
  await api.close();
});

async function scrapeApi(): Promise<string> {
  const reply = await api.call('GET', '/metrics');
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  return reply.text;
}

async function scrapeWorker(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${workerMetrics.port}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
}

/** The value of a line of Prometheus's text format. */
const valueOf = (text: string, name: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (!line) throw new Error(`no ${name} in:\n${text}`);
  return Number(line.slice(name.length + 1));
};

it('reports logins and responses to Prometheus, and names no account', async () => {
  const customer = await api.newCustomer('asking');
  await customer.untilAsked();
  const [waiting, holding] = [await scrapeApi(), await scrapeWorker()];
  expect(valueOf(waiting, 'assisted_login_pending_requests')).toBe(1);
  expect(valueOf(waiting, 'assisted_login_open_sessions{phase="waiting_for_code"}')).toBe(1);
  expect(valueOf(waiting, 'assisted_login_workers')).toBe(1);
  expect(valueOf(holding, 'assisted_login_browser_slots_used')).toBe(1);
  for (const scraped of [waiting, holding]) {
    const inState = (state: string) =>
      valueOf(scraped, `assisted_login_database_connections{state="${state}"}`);
    expect(inState('idle') + inState('in_use')).toBeGreaterThan(0);
    expect(valueOf(scraped, 'assisted_login_database_waiting')).toBe(0);
  }
  const isUnsandboxed = inject('chromiumArgs').includes('--no-sandbox');
  expect(valueOf(holding, 'assisted_login_unsandboxed_browsers')).toBe(isUnsandboxed ? 1 : 0);
  // Five of twenty are reserved for codes.
  expect(valueOf(holding, 'assisted_login_browser_slots_free')).toBe(14);
  expect(valueOf(holding, 'assisted_login_browser_launches_total')).toBe(1);
  expect(valueOf(holding, 'assisted_login_oldest_step_seconds')).toBe(0);

  await customer.submit({ code: '999999' }, { Prefer: 'wait=20' });
  await customer.submit({ code: '123456' }, { Prefer: 'wait=20' });
  await customer.ended();
  await customer.submit({ code: '123456' });
  const [after, worker] = [await scrapeApi(), await scrapeWorker()];
  const submits = 'method="POST",route="/v1/accounts/:accountId/otp"';
  for (const status of [200, 422, 404])
    expect(valueOf(after, `http_request_duration_seconds_count{${submits},status="${status}"}`)).toBe(1);
  const ofBank = (labels: string) => `{bank="asking"${labels}}`;
  const counted = {
    [`logins_started_total${ofBank('')}`]: 1,
    [`logins_ended_total${ofBank(',outcome="logged_in"')}`]: 1,
    [`submissions_settled_total${ofBank(',outcome="rejected"')}`]: 1,
    [`submissions_settled_total${ofBank(',outcome="accepted"')}`]: 1,
    [`time_to_prompt_seconds_count${ofBank(',type="otp"')}`]: 1,
    [`time_to_code_seconds_count${ofBank(',type="otp"')}`]: 1,
    [`time_to_bank_seconds_count${ofBank('')}`]: 2,
    [`step_duration_seconds_count${ofBank(',step="code",answer="code_rejected"')}`]: 1,
  };
  for (const [name, value] of Object.entries(counted))
    expect([name, valueOf(worker, `assisted_login_${name}`)]).toEqual([name, value]);
  for (const text of [after, worker]) expect(text).not.toContain(customer.accountId);
});

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ alert: z.string(), expr: z.string(), annotations: z.object({ runbook: z.string() }) }),
      ),
    }),
  ),
});
const dashboardSchema = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
});
const readRules = async () =>
  rulesSchema
    .parse(parse(await readFile('deploy/prometheus/alerts.yml', 'utf8')))
    .groups.flatMap(({ rules }) => rules);

it('every metric of the dashboard and of the alerts is in a scrape', async () => {
  const dashboard = dashboardSchema.parse(
    JSON.parse(await readFile('deploy/grafana/assisted-login.json', 'utf8')),
  );
  const expressions = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...(await readRules()).map(({ expr }) => expr),
  ];
  const scraped = new Set(
    [await scrapeApi(), await scrapeWorker()].flatMap((text) =>
      text.split('\n').flatMap((line) => /^[a-z]\w*/i.exec(line)?.[0] ?? []),
    ),
  );
  const used = expressions.flatMap(
    (expression) => expression.match(/\b(assisted_login|temporal|http|process|nodejs)_\w+/g) ?? [],
  );
  expect(used.length).toBeGreaterThan(expressions.length);
  expect([...new Set(used)].filter((name) => !scraped.has(name))).toEqual([]);
});

it('every alert has a section in the runbook, and every section an alert', async () => {
  const text = await readFile('docs/alerts.md', 'utf8');
  const sections = [...text.matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading);
  const rules = await readRules();
  expect(rules.map(({ alert }) => alert)).toEqual(sections);
  for (const { alert, annotations } of rules)
    expect(annotations.runbook).toBe(`docs/alerts.md#${alert.toLowerCase()}`);
});
