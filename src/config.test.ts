import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readServerConfig, readWorkerConfig } from './config.js';

const services = {
  DATABASE_URL: 'postgres://someone:hunter2@db.example:5432/logins',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  SECRET_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  JWT_SECRET: 'j'.repeat(40),
};

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no complaint';
}

describe('readConfig', () => {
  test('an empty environment gives the contract’s defaults', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDir: resolve('.data'),
      banksDir: resolve('banks'),
      databaseUrl: undefined,
      temporal: { address: undefined, namespace: 'default', credentials: { tls: false } },
      browser: { slots: 8 },
      demo: true,
      registration: 'open',
      allowPrivateWebhooks: true,
      trustedProxies: [],
      worker: { shutdownGraceSeconds: 900 },
      limits: {
        submitPerAccount: 30,
        submitPerKey: 600,
        startPerAccount: 10,
        failedAuthPerAddress: 30,
        signIn: 10,
      },
    });
  });

  test('an empty variable is one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', DEMO: '' })).toMatchObject({ port: 3000, demo: true });
  });

  test.each([
    [{ DATABASE_URL: services.DATABASE_URL }],
    [{ TEMPORAL_ADDRESS: services.TEMPORAL_ADDRESS }],
    [{ HOST: '0.0.0.0' }],
    [{ DEMO: '0' }],
  ])('there is no demo, and no webhook to private addresses, with %o', (env) => {
    expect(readConfig(env)).toMatchObject({ demo: false, allowPrivateWebhooks: false });
  });

  test('only the first may register where others than this machine can reach us', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).registration).toBe('first');
    expect(readConfig({ HOST: '::1' }).registration).toBe('open');
    expect(readConfig({ HOST: '0.0.0.0', REGISTRATION: 'closed' }).registration).toBe('closed');
  });

  test('every wrong variable is named at once, and no value is repeated', () => {
    const message = complaint(() =>
      readConfig({
        PORT: '70000',
        DATABASE_URL: 'mysql://someone:hunter2@db/x',
        SECRET_KEYS: 'k1:dG9vIHNob3J0',
        JWT_SECRET: 'tooShort',
        TEMPORAL_ADDRESS: 'http://temporal:7233',
        TRUSTED_PROXIES: '10.0.0.1,everyone',
        LIMIT_SIGN_IN: '-1',
        REGISTRATION: 'sometimes',
      }),
    );
    for (const name of ['PORT', 'DATABASE_URL', 'SECRET_KEYS', 'JWT_SECRET', 'TEMPORAL_ADDRESS']) {
      expect(message).toContain(`- ${name} `);
    }
    for (const name of ['TRUSTED_PROXIES', 'LIMIT_SIGN_IN', 'REGISTRATION'])
      expect(message).toContain(`- ${name} `);
    for (const value of ['hunter2', 'dG9v', 'tooShort', 'everyone']) expect(message).not.toContain(value);
  });

  test('an API key or a certificate switches TLS on for Temporal', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assisted-login-test-'));
    const cert = join(folder, 'client.pem');
    writeFileSync(cert, 'certificate');
    expect(readConfig({ TEMPORAL_API_KEY: 'key' }).temporal.credentials).toEqual({ apiKey: 'key', tls: {} });
    const { credentials } = readConfig({
      TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
      TEMPORAL_TLS_CLIENT_KEY_DATA: 'key',
      TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    }).temporal;
    rmSync(folder, { recursive: true });
    expect(credentials.tls).toEqual({
      clientCertPair: { crt: Buffer.from('certificate'), key: Buffer.from('key') },
      serverNameOverride: 'temporal.internal',
    });
  });

  test('a certificate without its key, or one that is not there, is refused', () => {
    expect(complaint(() => readConfig({ TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' }))).toContain('go together');
    expect(complaint(() => readConfig({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/not/there' }))).toContain(
      'TEMPORAL_TLS_CLIENT_CERT_PATH names a file that cannot be read (ENOENT)',
    );
  });

  test('a build has the name of its deployment, and one that fits into a query', () => {
    const build = { WORKER_DEPLOYMENT: 'assisted-login', WORKER_BUILD_ID: '2026.11.26-1' };
    expect(readConfig(build).worker.build).toEqual({
      deploymentName: 'assisted-login',
      buildId: '2026.11.26-1',
    });
    expect(readConfig({}).worker.build).toBeUndefined();
    expect(complaint(() => readConfig({ WORKER_BUILD_ID: '1' }))).toContain('go together');
    expect(complaint(() => readConfig({ ...build, WORKER_BUILD_ID: "1'" }))).toContain('WORKER_BUILD_ID may');
  });

  test('the demo bank’s files are known when its address is', () => {
    expect(readConfig({}).bankSources.folders).toEqual([resolve('banks')]);
    const { folders } = readConfig({ DEMO_BANK_URL: 'http://127.0.0.1:4000' }).bankSources;
    expect(folders).toEqual([resolve('banks'), resolve('demo-bank/banks')]);
  });
});

describe('one part against services that run already', () => {
  test('the worker says all that it lacks, and how to get it', () => {
    const message = complaint(() => readWorkerConfig({}));
    expect(message).toMatch(
      /DATABASE_URL is not set.*\n.*SECRET_KEYS is not set\. Make one with|TEMPORAL_ADDRESS/,
    );
    expect(message).not.toContain('JWT_SECRET');
  });

  test('the server also needs what signs tokens', () => {
    expect(complaint(() => readServerConfig({ ...services, JWT_SECRET: '' }))).toContain(
      'JWT_SECRET is not set',
    );
    expect(readServerConfig(services)).toMatchObject({ demo: false, databaseUrl: services.DATABASE_URL });
  });
});
