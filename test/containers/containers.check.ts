import { once } from 'node:events';
import { request } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until.js';
import { newCustomer } from './customer.js';
import { docker } from './docker.js';
import { type Installation, installContainers, longRunning } from './installation.js';

/** docker-compose.yml as it runs: `npm run test:containers`. The tests go on from what those before them left. */

let installation: Installation;

beforeAll(async () => {
  installation = await installContainers();
});
afterAll(() => installation.close());

const megabyte = 1_000_000;

it('the image is at most 700 MB', async () => {
  const size = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', 'assisted-login']));
  console.log(`image: ${Math.round(size / megabyte)} MB`);
  expect(size).toBeLessThanOrEqual(700 * megabyte);
});

it.each(['demo', 'demo-held'])('a login at %s takes its code over /v1', async (bankCode) => {
  const customer = await newCustomer(installation, bankCode);
  await customer.untilAsked();
  expect(await customer.submitCode()).toBe('accepted');
  expect(await customer.stop()).toBeLessThan(300);
});

it.each(['api', 'worker'])('%s is no root, has no capabilities and a read-only root', async (service) => {
  expect((await installation.inside(service, 'id', '-u')).trim()).toBe('1000');
  const status = await installation.inside(service, 'cat', '/proc/1/status');
  expect(status).toMatch(/^CapEff:\s+0+$/m);
  expect(status).toMatch(/^CapBnd:\s+0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  await expect(installation.inside(service, 'touch', '/app/new')).rejects.toThrow('Read-only file system');
  await installation.inside(service, 'touch', '/tmp/new');
});

it('Chromium of the worker runs in its sandbox', async () => {
  expect(await installation.compose('logs', '--no-color', 'worker')).toContain('"sandbox":true');
  const metrics = await installation.inside(
    'worker',
    'node',
    '-e',
    "fetch('http://127.0.0.1:9464/metrics').then((r) => r.text()).then(console.log)",
  );
  expect(metrics).toMatch(/^assisted_login_unsandboxed_browsers 0$/m);
});

it('a worker with the default seccomp profile of Docker refuses to start, and says what to do', async () => {
  // `run` of compose cannot change the profile. The variables hold keys, so they are not arguments, which an error would print.
  const { Config: config, NetworkSettings: networks } = await installation.inspect('worker');
  const [network = ''] = Object.keys(networks.Networks);
  const env = await installation.file('worker.env', config.Env.join('\n'));
  const options = ['--network', network, '--env-file', env, '--volume', `${installation.banks}:/banks:ro`];
  const limits = ['--security-opt', 'no-new-privileges', '--cap-drop', 'ALL'];
  const refusal = docker(['run', '--rm', ...options, ...limits, 'assisted-login', ...(config.Cmd ?? [])], {
    timeout: 120_000,
  });
  await expect(refusal).rejects.toThrow(
    /sandbox of .* does not work here, and CHROMIUM_SANDBOX=required[^]*seccomp/,
  );
});

it('every container that stays has its limit of memory', async () => {
  for (const service of longRunning.filter((name) => name !== 'demo-bank')) {
    const { HostConfig: host } = await installation.inspect(service);
    expect(host.Memory, service).toBeGreaterThan(0);
  }
  const read = 'cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes';
  expect(Number(await installation.inside('worker', 'sh', '-c', read))).toBe(3 * 1024 ** 3);
});

it('the health check of a worker notices one that stands still', async () => {
  await installation.inside('worker', 'node', 'built/worker-health.js');
  const isHealthy = () =>
    installation.inside('worker', 'node', 'built/worker-health.js').then(
      () => true,
      () => false,
    );
  // The init process forwards the signal to node, which no longer sends heartbeats.
  const stop = 'kill -STOP $(cat /proc/1/task/1/children)';
  await installation.inside('worker', 'sh', '-c', stop);
  await until(async () => !(await isHealthy()), 'the check to fail');
  await installation.inside('worker', 'sh', '-c', stop.replace('STOP', 'CONT'));
  await until(isHealthy, 'the check to pass again');
});

it('a worker reaches PostgreSQL and Temporal, but neither API nor Temporal’s UI, by name or address', async () => {
  const connect = async (host: string, port: number) => {
    const script = `require('node:net').connect(${port}, '${host}').setTimeout(3000, () => process.exit(3)).on('connect', () => process.exit(0)).on('error', () => process.exit(2))`;
    return installation.inside('worker', 'node', '-e', script).then(
      () => true,
      () => false,
    );
  };
  expect(await connect('postgres', 5432)).toBe(true);
  expect(await connect('temporal', 7233)).toBe(true);
  const gateways = Object.values((await installation.inspect('worker')).NetworkSettings.Networks);
  for (const [service, port] of [
    ['api', 3000],
    ['temporal-ui', 8080],
    ['proxy', 443],
  ] as const) {
    expect(await connect(service, port), service).toBe(false);
    const networks = Object.values((await installation.inspect(service)).NetworkSettings.Networks);
    for (const { IPAddress: address } of networks) expect(await connect(address, port), address).toBe(false);
  }
  for (const { Gateway: gateway } of gateways)
    expect(await connect(gateway, Number(new URL(installation.api).port)), gateway).toBe(false);
});

it('nobody connects to PostgreSQL as a superuser', async () => {
  const query = async (sql: string) =>
    (await installation.inside('postgres', 'psql', '-U', 'postgres', '-Atc', sql)).trim().split('\n');
  expect(await query('select rolname from pg_roles where rolsuper')).toEqual(['postgres']);
  const clients = await query(
    'select distinct usename from pg_stat_activity where client_addr is not null order by 1',
  );
  expect(clients).toEqual(['assisted_login', 'temporal']);
});

it('Temporal’s UI answers on this machine', async () => {
  expect((await fetch(installation.ui)).status).toBe(200);
});

it('the proxy serves the API over TLS, and hides its metrics', async () => {
  const authority = await until(
    () =>
      installation
        .inside('proxy', 'cat', '/data/caddy/pki/authorities/local/root.crt')
        .catch(() => undefined),
    'the proxy’s own certificate authority',
  );
  const get = async (path: string) => {
    const asked = request({
      ...{ host: '127.0.0.1', servername: 'localhost', port: installation.httpsPort, path, ca: authority },
      headers: { host: `localhost:${installation.httpsPort}` },
    }).end();
    const [response] = z
      .tuple([z.looseObject({ statusCode: z.number() })])
      .parse(await once(asked, 'response'));
    asked.destroy();
    return response.statusCode;
  };
  expect(await get('/health')).toBe(200);
  expect(await get('/ready')).toBe(200);
  expect(await get('/')).toBeLessThan(400);
  expect(await get('/metrics')).toBe(404);
});

it('SIGTERM lets a worker finish the login that it holds, and loses none that waits without a browser', async () => {
  const held = await newCustomer(installation, 'demo-held');
  const resting = await newCustomer(installation, 'demo');
  await held.untilAsked();
  await resting.untilAsked();

  const container = await installation.containerId('worker');
  const stopping = docker(['stop', '--time', '200', container]);
  await until(
    async () => (await installation.compose('logs', '--no-color', 'worker')).includes('DRAINING'),
    'the worker to drain',
  );
  expect(await held.submitCode()).toBe('accepted');
  expect(await held.stop()).toBeLessThan(300);
  await stopping;
  const { State: state } = await installation.inspect('worker');
  expect(state).toMatchObject({ ExitCode: 0, OOMKilled: false });

  await installation.compose('start', 'worker');
  expect(await resting.submitCode()).toBe('accepted');
  expect(await resting.stop()).toBeLessThan(300);
});
