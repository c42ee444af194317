import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TLSConfig } from '@temporalio/client';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import * as value from './config-values.js';
import { readSecretFiles } from './secret-files.js';
import { localUrl } from './process/local-url.js';
import type { MailServer } from './deliveries/mailer.js';

const demoBankFiles = fileURLToPath(new URL('../demo-bank/banks', import.meta.url));

/** All environment variables of this program. Their meaning: README.md, *Configuration*. */
const variables = z.object({
  PORT: value.port.default(3000),
  HOST: value.text.default('127.0.0.1'),
  DATA_DIR: value.path.prefault('.data'),
  DATABASE_URL: value.postgresUrl.optional(),
  SECRET_KEYS: value.secretKeys.optional(),
  JWT_SECRET: value.jwtSecret.optional(),
  PUBLIC_URL: value.httpUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  TEMPORAL_ADDRESS: value.hostAndPort.optional(),
  TEMPORAL_NAMESPACE: value.text.default('default'),
  TEMPORAL_API_KEY: value.text.optional(),
  // The names of the TLS variables are those that Temporal's own tools use.
  TEMPORAL_TLS: value.onOff.optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: value.pemFile.optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: value.pem.optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: value.pemFile.optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: value.pem.optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: value.pemFile.optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: value.pem.optional(),
  TEMPORAL_TLS_SERVER_NAME: value.text.optional(),
  TEMPORAL_CLI_PATH: value.path.optional(),
  /** URL of Temporal's web UI; only used for links. */
  TEMPORAL_UI_URL: value.httpUrl.optional(),
  /** Whether Temporal's UI shows the names of accounts. */
  TEMPORAL_SHOW_NAMES: value.onOff.default(true),

  CHROMIUM_PATH: value.path.optional(),
  BROWSER_PROGRAM: z.enum(['chromium', 'shell'], { error: 'must be chromium or shell' }).optional(),
  BROWSER_WS_ENDPOINT: value.browserEndpoint.optional(),
  CHROMIUM_SANDBOX: z.enum(['required'], { error: 'must be required, or not set' }).optional(),
  BROWSER_SLOTS: value.wholeNumber(1, 1000).default(8),
  KEEP_SPARE_BROWSERS_SECONDS: value.wholeNumber(0, 3_600).default(120),
  EVIDENCE_DAYS: value.wholeNumber(0, 365).default(7),
  BANKS_DIR: value.path.prefault('banks'),
  SHUTDOWN_GRACE_SECONDS: value.wholeNumber(0, 86_400).default(900),
  /** Where a worker serves its metrics; not set: nowhere. */
  METRICS_PORT: value.port.optional(),
  METRICS_HOST: value.text.default('127.0.0.1'),
  WORKER_DEPLOYMENT: value.buildName.optional(),
  WORKER_BUILD_ID: value.buildName.optional(),

  REGISTRATION: z.enum(['open', 'first', 'closed']).optional(),
  ALLOW_PRIVATE_WEBHOOKS: value.onOff.optional(),
  SMTP_URL: value.smtpUrl.optional(),
  SMTP_FROM: value.text.optional(),
  IMAP_URL: value.imapUrl.optional(),
  TRUSTED_PROXIES: value.proxies.default([]),
  KEEP_ALIVE_SECONDS: value.wholeNumber(1, 4_000).optional(),
  LIMIT_SUBMIT_PER_ACCOUNT: value.limit.default(30),
  LIMIT_SUBMIT_PER_KEY: value.limit.default(600),
  LIMIT_START_PER_ACCOUNT: value.limit.default(10),
  LIMIT_FAILED_AUTH_PER_ADDRESS: value.limit.default(30),
  LIMIT_SIGN_IN: value.limit.default(10),

  // The standard variables of OpenTelemetry that switch traces on; its SDK reads these and all others itself.
  OTEL_EXPORTER_OTLP_ENDPOINT: value.httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: value.httpUrl.optional(),
  OTEL_TRACES_EXPORTER: value.text.optional(),
  OTEL_SDK_DISABLED: value.text.optional(),

  DEMO: value.onOff.optional(),
  DEMO_BANK_PORT: value.port.optional(),
  /** Set by `npm start` for its parts. With it, the bank files of the demo bank are loaded. */
  DEMO_BANK_URL: value.httpUrl.optional(),
});

type Variables = z.infer<typeof variables>;

/** A variable is missing or invalid. Its message is printed without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the configuration from the environment. What `npm start` can provide itself (database, Temporal, keys) may be
 * undefined. Throws a ConfigError that lists all missing and invalid variables.
 */
export function readConfig(given: NodeJS.ProcessEnv) {
  const read = parse(variables, given);
  const { env } = readSecretFiles(given);
  const everythingEmbedded = read.DATABASE_URL === undefined && read.TEMPORAL_ADDRESS === undefined;
  const demo = read.DEMO ?? (everythingEmbedded && isLoopback(read.HOST));
  return {
    dataDir: read.DATA_DIR,
    host: read.HOST,
    port: read.PORT,
    publicUrl: read.PUBLIC_URL ?? localUrl(read.HOST, read.PORT),
    mail: mailServer(read),
    mailboxUrl: read.IMAP_URL,
    logLevel: read.LOG_LEVEL,
    databaseUrl: read.DATABASE_URL,
    secretKeys: read.SECRET_KEYS,
    jwtSecret: read.JWT_SECRET,
    temporal: {
      address: read.TEMPORAL_ADDRESS,
      namespace: read.TEMPORAL_NAMESPACE,
      credentials: temporalCredentials(read),
      cliPath: read.TEMPORAL_CLI_PATH,
      uiUrl: read.TEMPORAL_UI_URL,
      showNames: read.TEMPORAL_SHOW_NAMES,
    },
    browser: {
      slots: read.BROWSER_SLOTS,
      keepSpareSeconds: read.KEEP_SPARE_BROWSERS_SECONDS,
      chromiumPath: read.CHROMIUM_PATH,
      program: read.BROWSER_PROGRAM,
      endpoint: read.BROWSER_WS_ENDPOINT,
      requiresSandbox: read.CHROMIUM_SANDBOX === 'required',
    },
    evidenceDays: read.EVIDENCE_DAYS,
    banksDir: read.BANKS_DIR,
    bankSources: bankSources(env, read.BANKS_DIR, read.DEMO_BANK_URL),
    demo,
    demoBankPort: read.DEMO_BANK_PORT,
    worker: {
      shutdownGraceSeconds: read.SHUTDOWN_GRACE_SECONDS,
      build: workerBuild(read),
      metrics:
        read.METRICS_PORT === undefined ? undefined : { host: read.METRICS_HOST, port: read.METRICS_PORT },
    },
    registration: read.REGISTRATION ?? (isLoopback(read.HOST) ? 'open' : 'first'),
    allowPrivateWebhooks: read.ALLOW_PRIVATE_WEBHOOKS ?? demo,
    trustedProxies: read.TRUSTED_PROXIES,
    keepAliveSeconds: read.KEEP_ALIVE_SECONDS,
    limits: {
      submitPerAccount: read.LIMIT_SUBMIT_PER_ACCOUNT,
      submitPerKey: read.LIMIT_SUBMIT_PER_KEY,
      startPerAccount: read.LIMIT_START_PER_ACCOUNT,
      failedAuthPerAddress: read.LIMIT_FAILED_AUTH_PER_ADDRESS,
      signIn: read.LIMIT_SIGN_IN,
    },
    hasTraces: hasTraces(read),
    /** The environment, for the programs that are started; with the contents of secret files in place of their names. */
    env,
  };
}

/** The folders of bank files, and the values of `${NAME}` in them. With a `demoBankUrl`, the demo bank's files are included. */
export function bankSources(env: NodeJS.ProcessEnv, banksDir: string, demoBankUrl: string | undefined) {
  if (demoBankUrl === undefined) return { folders: [banksDir], environment: env };
  return { folders: [banksDir, demoBankFiles], environment: { ...env, DEMO_BANK_URL: demoBankUrl } };
}

const requiredByWorker = variables
  .pick({ DATABASE_URL: true, TEMPORAL_ADDRESS: true, SECRET_KEYS: true })
  .required();
const requiredByServer = variables
  .pick({ DATABASE_URL: true, TEMPORAL_ADDRESS: true, SECRET_KEYS: true, JWT_SECRET: true })
  .required();

/** The configuration of `npm run worker`: database, Temporal and SECRET_KEYS are required. Throws a ConfigError. */
export function readWorkerConfig(env: NodeJS.ProcessEnv) {
  const config = readConfig(env);
  const needed = parse(requiredByWorker, env);
  return {
    ...config,
    databaseUrl: needed.DATABASE_URL,
    secretKeys: needed.SECRET_KEYS,
    temporal: { ...config.temporal, address: needed.TEMPORAL_ADDRESS },
  };
}

/** The configuration of `npm run server`: that of the worker, with JWT_SECRET. Throws a ConfigError. */
export function readServerConfig(env: NodeJS.ProcessEnv) {
  const { JWT_SECRET: jwtSecret } = parse(requiredByServer, env);
  return { ...readWorkerConfig(env), jwtSecret };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback');
}

function parse<Schema extends z.ZodType>(schema: Schema, env: NodeJS.ProcessEnv): z.infer<Schema> {
  // An empty variable counts as not set: `docker compose` passes unset ones as empty strings.
  const { env: resolved, problems: fileProblems } = readSecretFiles(env);
  const set = Object.fromEntries(
    Object.entries(resolved).filter(([, given]) => given !== undefined && given !== ''),
  );
  const result = schema.safeParse(set);
  if (result.success && fileProblems.length === 0) return result.data;
  const problems = (result.error?.issues ?? []).map(({ path: [name], message }) => {
    const variable = String(name);
    return set[variable] === undefined
      ? `${variable} is not set. ${remedies[variable] ?? ''}`
      : `${variable} ${message}`;
  });
  throw new ConfigError(
    [
      'The configuration is invalid:',
      ...[...fileProblems, ...problems].map((problem) => `  - ${problem.trim()}`),
    ].join('\n'),
  );
}

const remedies: Partial<Record<string, string>> = {
  DATABASE_URL: 'Set it to a PostgreSQL database: postgres://user:password@host:5432/database',
  TEMPORAL_ADDRESS: 'Set it to a Temporal server: host:7233',
  SECRET_KEYS: 'Create one with: echo "k1:$(openssl rand -base64 32)"',
  JWT_SECRET: 'Create one with: openssl rand -base64 48',
};

/** The build of this worker; undefined if Temporal's worker versioning is not used. */
function workerBuild({ WORKER_DEPLOYMENT: deploymentName, WORKER_BUILD_ID: buildId }: Variables) {
  if (deploymentName === undefined && buildId === undefined) return undefined;
  if (deploymentName === undefined || buildId === undefined)
    throw new ConfigError('WORKER_DEPLOYMENT and WORKER_BUILD_ID go together: set both or neither.');
  return { deploymentName, buildId };
}

/** Whether OpenTelemetry's variables ask for traces. */
function hasTraces(read: Variables): boolean {
  if (read.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || read.OTEL_TRACES_EXPORTER === 'none') return false;
  const endpoint = read.OTEL_EXPORTER_OTLP_ENDPOINT ?? read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return (endpoint ?? read.OTEL_TRACES_EXPORTER) !== undefined;
}

/** The mail server for notifications; undefined without one. */
function mailServer({ SMTP_URL: url, SMTP_FROM: from }: Variables): MailServer | undefined {
  if (url === undefined) return undefined;
  if (from === undefined)
    throw new ConfigError('SMTP_URL and SMTP_FROM go together: set SMTP_FROM to the sender of the mail.');
  return { url, from };
}

/** The connection options of Temporal's client and worker. */
function temporalCredentials(read: Variables): { apiKey?: string; tls: TLSConfig | false } {
  const apiKey = read.TEMPORAL_API_KEY;
  const cert = read.TEMPORAL_TLS_CLIENT_CERT_DATA ?? read.TEMPORAL_TLS_CLIENT_CERT_PATH;
  const key = read.TEMPORAL_TLS_CLIENT_KEY_DATA ?? read.TEMPORAL_TLS_CLIENT_KEY_PATH;
  const serverCa = read.TEMPORAL_TLS_SERVER_CA_CERT_DATA ?? read.TEMPORAL_TLS_SERVER_CA_CERT_PATH;
  const serverName = read.TEMPORAL_TLS_SERVER_NAME;
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigError(
      'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together: set both or neither.',
    );
  }
  const detailed = cert ?? serverCa ?? serverName;
  const wanted = read.TEMPORAL_TLS ?? (detailed !== undefined || apiKey !== undefined);
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    tls: wanted && {
      ...(cert === undefined || key === undefined ? {} : { clientCertPair: { crt: cert, key } }),
      ...(serverCa === undefined ? {} : { serverRootCACertificate: serverCa }),
      ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
    },
  };
}
