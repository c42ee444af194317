import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readServerConfig, readWorkerConfig } from './config.js';

const services = {
  DATABASE_URL: 'postgres://someone:hunter2@db.example:5432/logins',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  SECRET_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  JWT_SECRET: 'j'.repeat(40),
};

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('readConfig', () => {
  test('an empty environment gives the documented defaults', () => {
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

  test.each([
    ['BROWSER_PROGRAM', 'firefox', 'must be chromium or shell'],
    ['BROWSER_WS_ENDPOINT', 'browsers.example:9222/s3cret', 'must be a ws, wss, http or https URL'],
  ])('%s=%s is refused, and not repeated', (name, given, why) => {
    const message = messageOf(() => readConfig({ [name]: given }));
    expect(message).toContain(`${name} ${why}`);
    expect(message).not.toContain(given);
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', DEMO: '' })).toMatchObject({ port: 3000, demo: true });
  });

  test.each([
    [{ DATABASE_URL: services.DATABASE_URL }],
    [{ TEMPORAL_ADDRESS: services.TEMPORAL_ADDRESS }],
    [{ HOST: '0.0.0.0' }],
    [{ DEMO: '0' }],
  ])('the demo and webhooks to private addresses are off with %o', (env) => {
    expect(readConfig(env)).toMatchObject({ demo: false, allowPrivateWebhooks: false });
  });

  test('only the first user may register when the server is reachable from other machines', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).registration).toBe('first');
    expect(readConfig({ HOST: '::1' }).registration).toBe('open');
    expect(readConfig({ HOST: '0.0.0.0', REGISTRATION: 'closed' }).registration).toBe('closed');
  });

  test('the error names every invalid variable, and repeats no value', () => {
    const message = messageOf(() =>
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

  test('an API key or a certificate turns on TLS for Temporal', () => {
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

  test('a certificate without its key, or a missing file, is refused', () => {
    expect(messageOf(() => readConfig({ TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' }))).toContain('go together');
    expect(messageOf(() => readConfig({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/not/there' }))).toContain(
      'TEMPORAL_TLS_CLIENT_CERT_PATH names a file that cannot be read (ENOENT)',
    );
  });

  test('a build needs the name of its deployment, and a name that is safe in a query', () => {
    const build = { WORKER_DEPLOYMENT: 'assisted-login', WORKER_BUILD_ID: '2026.11.26-1' };
    expect(readConfig(build).worker.build).toEqual({
      deploymentName: 'assisted-login',
      buildId: '2026.11.26-1',
    });
    expect(readConfig({}).worker.build).toBeUndefined();
    expect(messageOf(() => readConfig({ WORKER_BUILD_ID: '1' }))).toContain('go together');
    expect(messageOf(() => readConfig({ ...build, WORKER_BUILD_ID: "1'" }))).toContain('WORKER_BUILD_ID may');
  });

  test('the bank files of the demo bank are loaded when its URL is set', () => {
    expect(readConfig({}).bankSources.folders).toEqual([resolve('banks')]);
    const { folders } = readConfig({ DEMO_BANK_URL: 'http://127.0.0.1:4000' }).bankSources;
    expect(folders).toEqual([resolve('banks'), resolve('demo-bank/banks')]);
  });
});

describe('the configuration of a single part', () => {
  test('the error of the worker names all missing variables, and how to get their values', () => {
    const message = messageOf(() => readWorkerConfig({}));
    expect(message).toMatch(
      /DATABASE_URL is not set.*\n.*SECRET_KEYS is not set\. Create one with|TEMPORAL_ADDRESS/,
    );
    expect(message).not.toContain('JWT_SECRET');
  });

  test('the server also needs JWT_SECRET', () => {
    expect(messageOf(() => readServerConfig({ ...services, JWT_SECRET: '' }))).toContain(
      'JWT_SECRET is not set',
    );
    expect(readServerConfig(services)).toMatchObject({ demo: false, databaseUrl: services.DATABASE_URL });
  });
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assisted-login-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('is read as if it were the variable', () => {
    const { DATABASE_URL, SECRET_KEYS, JWT_SECRET, ...rest } = services;
    const config = readServerConfig({
      ...rest,
      DATABASE_URL_FILE: fileOf('url', `${DATABASE_URL}\n`),
      SECRET_KEYS_FILE: fileOf('keys', SECRET_KEYS),
      JWT_SECRET_FILE: fileOf('jwt', JWT_SECRET),
      SMTP_URL_FILE: '',
    });
    expect(config).toMatchObject({
      databaseUrl: DATABASE_URL,
      secretKeys: SECRET_KEYS,
      jwtSecret: JWT_SECRET,
    });
    // Programs that are started get the values.
    expect(config.env).toMatchObject({ SECRET_KEYS });
    expect(config.env).not.toHaveProperty('SECRET_KEYS_FILE');
  });

  test('that cannot be read, is empty, or is given twice, is named without its content', () => {
    const message = messageOf(() =>
      readServerConfig({
        ...services,
        SECRET_KEYS: '',
        SECRET_KEYS_FILE: join(folder, 'none'),
        JWT_SECRET_FILE: fileOf('second', 'hunter2'),
        SMTP_URL_FILE: fileOf('empty', ' \n'),
      }),
    );
    expect(message).toContain('SECRET_KEYS_FILE names a file that cannot be read (ENOENT).');
    expect(message).toContain('JWT_SECRET and JWT_SECRET_FILE are both set: unset one of them.');
    expect(message).toContain('SMTP_URL_FILE names an empty file.');
    expect(message).not.toContain('hunter2');
  });
});

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' }, false],
])("traces are made if OpenTelemetry's variables ask for them: %j", (env, isWanted) => {
  expect(readConfig(env).hasTraces).toBe(isWanted);
});
