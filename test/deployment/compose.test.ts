import { readFile, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

/** The compose file as it is read; it is not started. */

const serviceSchema = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()),
  logging: z.object({ options: z.object({ 'max-size': z.string(), 'max-file': z.string() }) }),
  security_opt: z.array(z.string()),
  mem_limit: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
  volumes: z.array(z.string()).default([]),
});
const { services } = z
  .object({ services: z.record(z.string(), serviceSchema) })
  .parse(parse(await readFile('docker-compose.yml', 'utf8'), { merge: true }));
const named = (name: string) => serviceSchema.parse(services[name]);
const longRunning = ['postgres', 'temporal', 'temporal-ui', 'api', 'worker', 'proxy'];

it('every service rotates its log and gains no privileges; those that stay have a limit of memory', () => {
  for (const [name, service] of Object.entries(services)) {
    expect(service.logging.options['max-size'], name).toBe('20m');
    expect(service.security_opt, name).toContain('no-new-privileges:true');
    expect(service.mem_limit !== undefined, name).toBe(longRunning.includes(name));
  }
});

it('ours have a read-only root and no capabilities', () => {
  for (const name of ['migrate', 'api', 'worker'])
    expect(named(name), name).toMatchObject({ read_only: true, cap_drop: ['ALL'], image: 'assisted-login' });
});

it('a worker reaches PostgreSQL and Temporal, and neither API nor UI', () => {
  const reached = Object.entries(services).filter(([, { networks }]) => networks.includes('workers'));
  expect(reached.map(([name]) => name).sort()).toEqual(['postgres', 'temporal', 'worker']);
});

it('nothing but the proxy listens to other machines', () => {
  for (const [name, { ports }] of Object.entries(services))
    for (const port of ports) expect(port.startsWith('127.0.0.1:'), name).toBe(name !== 'proxy');
  expect(named('proxy').profiles).toEqual(['tls']);
});

it('nobody uses the superuser of PostgreSQL', async () => {
  const users = Object.values(services).flatMap(({ environment }) => [
    environment['POSTGRES_USER'],
    environment['SQL_USER'],
    /^postgres:\/\/(\w+):/.exec(environment['DATABASE_URL'] ?? '')?.[1],
  ]);
  expect(new Set(users.filter((user) => user !== undefined))).toEqual(
    new Set(['assisted_login', 'temporal']),
  );
  expect((await readFile('tools/postgres/create-roles.sh', 'utf8')).toLowerCase()).not.toMatch(
    /\bsuperuser;/,
  );
});

it('a worker is checked, insists on its sandbox, and has longer to stop than its logins to finish', () => {
  const worker = named('worker');
  expect(worker.healthcheck?.test).toEqual(['CMD', 'node', 'built/worker-health.js']);
  expect(worker.environment['CHROMIUM_SANDBOX']).toContain('required');
  expect(worker.stop_grace_period).toBe('16m');
  expect(worker.environment['SHUTDOWN_GRACE_SECONDS']).toContain('900');
});

it('every file that a service mounts is there', async () => {
  const files = Object.values(services).flatMap(({ volumes, security_opt: options }) => [
    ...volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':')[0] ?? ''),
    ...options.filter((option) => option.startsWith('seccomp=')).map((option) => option.slice(8)),
  ]);
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) await expect(stat(file), file).resolves.toBeDefined();
});

it('the seccomp profile refuses what a page could break out with, and leaves Chromium its namespaces', async () => {
  const schema = z.object({
    defaultAction: z.literal('SCMP_ACT_ALLOW'),
    syscalls: z.array(z.object({ names: z.array(z.string()), action: z.literal('SCMP_ACT_ERRNO') })),
  });
  const profile = schema.parse(JSON.parse(await readFile('examples/seccomp/chromium.json', 'utf8')));
  const refused = profile.syscalls.flatMap(({ names }) => names);
  expect(refused).toEqual(expect.arrayContaining(['mount', 'bpf', 'kexec_load', 'init_module', 'keyctl']));
  for (const needed of ['clone', 'clone3', 'unshare', 'setns', 'chroot', 'seccomp', 'ptrace'])
    expect(refused).not.toContain(needed);
});

it('units of systemd signal the worker alone, and wait longer than its grace', async () => {
  const unit = await readFile('examples/systemd/assisted-login-worker@.service', 'utf8');
  const valueOf = (name: string) => new RegExp(`^(?:Environment=)?${name}=(.*)$`, 'm').exec(unit)?.[1];
  expect(valueOf('KillMode')).toBe('mixed');
  expect(valueOf('CHROMIUM_SANDBOX')).toBe('required');
  expect(Number(valueOf('TimeoutStopSec'))).toBeGreaterThan(Number(valueOf('SHUTDOWN_GRACE_SECONDS')));
  // They would turn Chromium's sandbox off.
  for (const name of ['RestrictNamespaces', 'ProtectControlGroups', 'ProtectKernelTunables'])
    expect(valueOf(name), name).toBeUndefined();
});
