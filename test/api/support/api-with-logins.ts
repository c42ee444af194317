import { inject } from 'vitest';
import { createLoginClient, createTemporalClient } from '../../../src/logins/login-client.js';
import type { BankDriver } from '../../../src/banks/bank-driver.js';
import { createEventFeed } from '../../../src/db/events/event-feed.js';
import type { Tracing } from '../../../src/tracing/tracing.js';
import { startBalancer } from '../../support/balancer.js';
import { createLoginStack } from '../../support/login-stack.js';
import { until } from '../../support/until.js';
import { createApiDeps, serveApi, type ServerDeps } from './api-under-test.js';
import { createCaller } from './caller.js';

export type ApiWithLogins = Awaited<ReturnType<typeof startApiWithLogins>>;

/**
 * The API with a complete worker. Only the banks are simulated. `drivers`: a map is used as it is. `temporalAddress`: where
 * the API, but not the worker, reaches Temporal.
 */
export async function startApiWithLogins(
  drivers: BankDriver[] | ReadonlyMap<string, BankDriver>,
  {
    temporalAddress = inject('temporalAddress'),
    ...overrides
  }: Partial<ServerDeps> & { temporalAddress?: string } = {},
  tracing?: Tracing,
) {
  const banks = Array.isArray(drivers) ? new Map(drivers.map((driver) => [driver.code, driver])) : drivers;
  const stack = await createLoginStack(banks, {
    ...(overrides.ring && { ring: overrides.ring }),
    activityInterceptor: tracing?.activityInterceptor,
    log: overrides.log,
  });
  const { namespace } = stack.client.options;
  const temporal = createTemporalClient({ address: temporalAddress }, namespace, tracing?.clientInterceptors);
  const feed = createEventFeed({ databaseUrl: stack.databaseUrl, onOutage: () => undefined });
  const deps = createApiDeps({
    db: stack.db,
    temporal,
    feed,
    ring: stack.ring,
    banks,
    allowPrivateWebhooks: true,
    ...(tracing && {
      traceRequests: tracing.requests,
      logins: createLoginClient(temporal, { traceparent: tracing.traceparent }),
    }),
    ...overrides,
  });
  const api = await (inject('machines') === 1 ? serveApi(deps) : serveTwice(deps));

  /** A new user with a key, and an account at the bank. */
  async function newCustomer(bankCode: string, fields: Record<string, unknown> = {}) {
    const { token } = await api.signUp();
    const { key } = await api.addKey(token);
    const accountId = await api.addAccount(token, fields, bankCode);
    const path = `/accounts/${accountId}`;
    const row = () =>
      stack.db.selectFrom('accounts').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow();
    const start = () => api.call('POST', `${path}/scrape`, { token });
    const status = async () => (await api.call('GET', `/v1${path}/status`, { key })).body as Status;
    const pending = () =>
      until(async () => (await status()).pending_assistance, 'a pending request') as Promise<{ id: string }>;
    return {
      token,
      key,
      accountId,
      path,
      row,
      start,
      status,
      pending,
      /** Starts a login and waits for its request. */
      async untilAsked() {
        const reply = await start();
        if (reply.status !== 202) throw new Error(reply.text);
        return pending();
      },
      /** At this API process, unless another is given. */
      submit: (json: unknown, headers: Record<string, string> = {}, at: Pick<typeof api, 'call'> = api) =>
        at.call('POST', `/v1${path}/otp`, { key, json, headers }),
      ended: () =>
        until(async () => {
          const { session_running, last_session } = await status();
          return !session_running && last_session;
        }, 'the end of the session'),
      outcomeOf: (submissionId: string) =>
        until(async () => {
          const reply = await api.call('GET', `/v1${path}/submissions/${submissionId}`, { key });
          return (reply.body as { outcome: string | null }).outcome;
        }, 'an outcome'),
    };
  }

  return {
    ...api,
    stack,
    newCustomer,
    /** Another API process over the same database and, without `changes`, the same Temporal. */
    twin: (changes: Partial<ServerDeps> = {}) => serveApi({ ...deps, ...changes }),
    async close(): Promise<void> {
      await api.close();
      await feed.close();
      await deps.logins.close();
      await stack.close();
    },
  };
}

/** Two servers over the same database, called through a balancer. */
async function serveTwice(deps: ServerDeps) {
  const [one, other] = await Promise.all([serveApi(deps), serveApi(deps)]);
  const balancer = await startBalancer([one.port, other.port]);
  return {
    ...one,
    url: balancer.url,
    ...createCaller(balancer.url),
    async close(): Promise<void> {
      await Promise.all([one.close(), other.close()]);
      await balancer.stop();
    },
  };
}

interface Status {
  session_running: boolean;
  pending_assistance: { id: string } | null;
  session: { phase: string } | null;
  last_session: { outcome: string; reason: string | null } | null;
  blocked: { reason: string } | null;
}
