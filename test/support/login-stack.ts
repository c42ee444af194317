import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import { type ActivityInterceptorsFactory, NativeConnection } from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import { inject } from 'vitest';
import type { SessionType, LoginMode } from '../../src/assistance/statuses.js';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { fingerprint } from '../../src/db/keys/fingerprint.js';
import { recordSubmission } from '../../src/db/logins/record-submission.js';
import { system } from '../../src/assistance/actor.js';
import type { Channel } from '../../src/assistance/descriptor.js';
import { type KeptAnswer, sealBankAnswers } from '../../src/db/accounts/sealed-bank-secrets.js';
import type { KeyRing } from '../../src/secrets/key-ring.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { createWorker, type WorkerBrowsers } from '../../src/worker/create-worker.js';
import {
  type AssistedLoginInput,
  loginStatus,
  loginWorkflowId,
  loginWorkflowType,
  submitAnswer,
  submitOtp,
  taskQueues,
} from '../../src/temporal/login-messages.js';
import type { assistedLogin } from '../../src/workflows/assisted-login.js';
import { createAccount, createUser } from './create-rows.js';
import { createTestNamespace } from './namespace.js';
import { openTestDatabase } from './test-database.js';
import { createTestRing } from './test-ring.js';
import { until } from './until.js';

export interface TestAccount {
  bankCode: string;
  username?: string;
  password?: string;
  sessionType?: SessionType;
  loginMode?: LoginMode;
  otpWaitSeconds?: number;
  maxCodesPerDay?: number;
  fatalAfterFailures?: number;
  preferredChannels?: Channel[];
  bankAnswers?: KeptAnswer[];
}

export interface WorkerOptions {
  build?: WorkerDeploymentVersion;
  graceMs?: number;
  browserSlots?: number;
  keepSpareMs?: number;
  evidenceDays?: number;
  browsers?: WorkerBrowsers;
  activityInterceptor?: ActivityInterceptorsFactory | undefined;
  log?: Logger | undefined;
}

const testBrowsers = (): WorkerBrowsers => ({
  usual: { executablePath: inject('chromiumPath'), args: inject('chromiumArgs') },
});

/**
 * A complete worker in this process (or as many as there are machines), on a database and a Temporal namespace of the test file's own. Only the banks,
 * whose drivers the caller supplies, are simulated.
 */
export async function createLoginStack(
  banks: ReadonlyMap<string, BankDriver>,
  { ring = createTestRing(), ...options }: WorkerOptions & { ring?: KeyRing } = {},
) {
  const [database, temporal] = await Promise.all([openTestDatabase(), createTestNamespace()]);
  const { db } = database;
  const worker = await startWorker(options);
  const others = await Promise.all(
    Array.from({ length: inject('machines') - 1 }, () => startWorker(options)),
  );
  const heldBy = [worker, ...others].map(({ heldLogins }) => heldLogins);

  /** Starts the parts of a worker process in this process. */
  async function startWorker({
    build,
    graceMs = 0,
    browserSlots = 20,
    keepSpareMs = 0,
    evidenceDays = 7,
    browsers = testBrowsers(),
    activityInterceptor,
    log = pino({ level: 'silent' }),
  }: WorkerOptions = {}) {
    // A connection supports only one worker for each queue.
    const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
    const worker = await createWorker({
      name: randomUUID(),
      db,
      ring,
      banks,
      connection,
      client: temporal.client,
      browsers,
      browserSlots,
      keepSpareMs,
      evidenceDays,
      graceMs,
      build,
      activityInterceptor,
      allowPrivateWebhooks: true,
      publicUrl: 'https://codes.example',
      log,
    });
    const { heldLogins, pool, metrics } = worker;
    let ask: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const stopped = worker.run(asked);
    let ending: Promise<void> | undefined;
    async function end(): Promise<void> {
      ask();
      await stopped;
      await connection.close();
    }
    return {
      heldLogins,
      pool,
      metrics,
      /** As SIGTERM does. May be called more than once. */
      stop: (): Promise<void> => (ending ??= end()),
    };
  }

  let handles: WorkflowHandle[] = [];
  const userId = await createUser(db);

  /** An account at the bank, configured for a login. */
  async function createBankAccount(account: TestAccount): Promise<string> {
    const id = randomUUID();
    const password = account.password ?? 'hunter2';
    return createAccount(db, {
      id,
      userId,
      bankCode: account.bankCode,
      config: {
        session_type: account.sessionType ?? 'one-shot',
        login_mode: account.loginMode ?? 'assisted',
        otp_wait_seconds: account.otpWaitSeconds ?? 60,
        max_codes_per_day: account.maxCodesPerDay ?? 10,
        fatal_after_failures: account.fatalAfterFailures ?? 3,
        bank_username_sealed: await seal(ring, purpose.bankUsername(id), account.username ?? 'ana'),
        bank_password_sealed: await seal(ring, purpose.bankPassword(id), password),
        bank_answers_sealed: await sealBankAnswers(ring, id, account.bankAnswers ?? []),
        preferred_channels: account.preferredChannels ?? [],
      },
    });
  }

  /** Starts a login of this account, as the API does. */
  async function start(accountId: string, account: TestAccount) {
    const input: AssistedLoginInput = {
      loginId: randomUUID(),
      accountId,
      bankCode: account.bankCode,
      loginMode: account.loginMode ?? 'assisted',
      sessionType: account.sessionType ?? 'one-shot',
      otpWaitSeconds: account.otpWaitSeconds ?? 60,
    };
    const handle = await temporal.client.workflow.start<typeof assistedLogin>(loginWorkflowType, {
      workflowId: loginWorkflowId(accountId),
      taskQueue: taskQueues.logins,
      args: [input],
      memo: { loginId: input.loginId },
    });
    handles.push(handle);

    const requests = () =>
      db
        .selectFrom('assistance_requests')
        .selectAll()
        .where('login_id', '=', input.loginId)
        .orderBy('created_at')
        .execute();
    const pending = () =>
      until(async () => (await requests()).find(({ status }) => status === 'pending'), 'a pending request');

    /** Records a submission without a signal to the login, as if the API had died in between. */
    async function record(code: string, requestId?: string) {
      const submission = {
        accountId,
        loginId: input.loginId,
        requestId: requestId ?? (await pending()).id,
        submissionId: randomUUID(),
        fingerprint: await fingerprint({ db, ring }, input.loginId, code),
      };
      await recordSubmission(db, { ...submission, userId, actor: system });
      return submission;
    }

    /** Signals a recorded submission to the login. */
    async function send(submission: Awaited<ReturnType<typeof record>>, code: string): Promise<void> {
      const sealedCode = await seal(ring, purpose.code(submission), code);
      await handle.signal(submitOtp, { ...submission, sealedCode });
    }

    async function submit(code: string, requestId?: string): Promise<string> {
      const submission = await record(code, requestId);
      await send(submission, code);
      return submission.submissionId;
    }

    /** Answers a request that is not for a code. */
    async function answer(answer: { option: string } | { text: string }): Promise<string> {
      const submission = await record('option' in answer ? answer.option : answer.text);
      const sealed =
        'option' in answer
          ? answer
          : { sealedText: await seal(ring, purpose.answer(submission), answer.text) };
      await handle.signal(submitAnswer, { ...submission, ...sealed });
      return submission.submissionId;
    }

    const outcome = async (submissionId: string) =>
      (
        await db
          .selectFrom('submissions')
          .select('outcome')
          .where('id', '=', submissionId)
          .executeTakeFirstOrThrow()
      ).outcome;

    return {
      ...input,
      handle,
      requests,
      pending,
      record,
      send,
      submit,
      answer,
      outcome,
      settled: (submissionId: string) => until(() => outcome(submissionId), 'an outcome'),
      status: () => handle.query(loginStatus),
      login: () => db.selectFrom('logins').selectAll().where('id', '=', input.loginId).executeTakeFirst(),
      /** The types of the account's events, in order. */
      eventTypes: async () => {
        const events = db.selectFrom('events').select('type').where('account_id', '=', accountId);
        return (await events.orderBy('id').execute()).map(({ type }) => type);
      },
      account: () =>
        db.selectFrom('accounts').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow(),
    };
  }

  return {
    databaseUrl: database.databaseUrl,
    db,
    ring,
    client: temporal.client,
    /** Of the workers that were started here. */
    heldLogins: {
      get: (loginId: string) => heldBy.map((held) => held.get(loginId)).find((login) => login !== undefined),
      get size() {
        return heldBy.reduce((sum, { size }) => sum + size, 0);
      },
    },
    pool: worker.pool,
    metrics: worker.metrics,
    startWorker,
    /** Stops the first worker. */
    stopWorker: () => worker.stop(),
    createAccount: createBankAccount,
    start,
    /** The workflows that were started since the last call. */
    takeHandles(): WorkflowHandle[] {
      const taken = handles;
      handles = [];
      return taken;
    },
    /** A new account and its first login. */
    async logIn(account: TestAccount) {
      return start(await createBankAccount(account), account);
    },
    async close(): Promise<void> {
      await Promise.all([worker, ...others].map((each) => each.stop()));
      await temporal.close();
      await database.close();
    },
  };
}

export type LoginStack = Awaited<ReturnType<typeof createLoginStack>>;
export type StartedLogin = Awaited<ReturnType<LoginStack['start']>>;
