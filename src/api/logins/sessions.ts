import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../../assistance/actor.js';
import { openBankSecrets } from '../../db/accounts/sealed-bank-secrets.js';
import { deleteAccount, unblockAccount } from '../../db/accounts/accounts.js';
import { secondsUntilCodeAvailable } from '../../db/logins/code-budget.js';
import { readStartFacts, recordLoginStarted, type StartFacts } from '../../db/logins/login-starts.js';
import { cancelRetry } from '../../db/logins/login-retries.js';
import { claimLoginId } from '../../db/logins/session-start-keys.js';
import { findOpenLogin, isLoginRecorded, recordStopRequested } from '../../db/logins/logins.js';
import type { Account, AccountConfig, Login } from '../../db/tables/schema.js';
import { type AssistedLoginInput, loginWorkflowId } from '../../temporal/login-messages.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { CannotOpen } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';
import type { KnownBank } from '../context/api-deps.js';
import { ApiError, rateLimited, retryAfter, validationError } from '../access/api-error.js';

interface SessionCommand {
  api: Pick<Api, 'db' | 'ring' | 'logins' | 'banks'>;
  account: Account;
  actor: Actor;
}

/**
 * Starts a session of the account, by starting its login workflow; returns the login's id. Throws ACCOUNT_BLOCKED,
 * SESSION_RUNNING, VALIDATION_ERROR (configuration or bank missing) or RATE_LIMITED (the day's codes are used up).
 */
export async function startSession(command: SessionCommand, loginId: string = randomUUID()): Promise<string> {
  const facts = await readStartFacts(command.api.db, command.account.id);
  const { at, reason } = facts.block;
  if (at)
    throw new ApiError('ACCOUNT_BLOCKED', {
      details: { ...(reason !== null && { reason }), at: at.toISOString() },
    });
  if (facts.isOpen) throw new ApiError('SESSION_RUNNING');
  await startUnblocked(command, { ...(await checkReadiness(command, facts)), loginId });
  return loginId;
}

/**
 * `startSession` with an idempotency key. A repeat, be it concurrent, after a crash or after UNAVAILABLE, returns the
 * same login, also if that has ended. After any other error the key is as good as new.
 */
export async function startSessionOnce(
  command: SessionCommand,
  { credential, idempotencyKey }: { credential: string; idempotencyKey: string },
): Promise<string> {
  const { api, account } = command;
  const key = { credential, accountId: account.id, idempotencyKey };
  const loginId = await claimLoginId(api.db, key, randomUUID());
  if (await isLoginRecorded(api.db, loginId)) return loginId;
  try {
    return await startSession(command, loginId);
  } catch (error) {
    // A concurrent repeat may have been faster, and its login may even have blocked the account.
    if (error instanceof ApiError && (await isLoginRecorded(api.db, loginId))) return loginId;
    throw error;
  }
}

/** Lifts the account's block, resets its failures, and starts a session. Throws as `startSession` does. */
export async function restartSession(command: SessionCommand): Promise<void> {
  const { api, account, actor } = command;
  const facts = await readStartFacts(api.db, account.id);
  if (facts.isOpen) throw new ApiError('SESSION_RUNNING');
  const ready = await checkReadiness(command, facts);
  // Temporal must be reachable before the block is lifted.
  await api.logins.ping();
  await unblockAccount(api.db, account, actor);
  await startUnblocked(command, { ...ready, loginId: randomUUID() });
}

interface Ready {
  bank: KnownBank;
  config: AccountConfig;
}

/** Checked here for clear error messages; enforced in the transaction before each step at the bank (bank-steps.ts). */
async function checkReadiness(
  { api, account }: SessionCommand,
  { config, codesSent }: StartFacts,
): Promise<Ready> {
  const bank = api.banks.get(account.bank_code);
  const missing = [
    ...(config.bank_username_sealed === null ? ['bank_username'] : []),
    ...(config.bank_password_sealed === null ? ['bank_password'] : []),
    ...(await missingSecrets(api.ring, config, bank)),
  ];
  if (missing.length > 0)
    throw validationError(
      ...missing.map((path) => ({
        path,
        message: 'must be configured first',
      })),
    );
  if (!bank)
    throw validationError({
      path: 'bank',
      message: `the bank ${account.bank_code} is not installed: its file is missing in BANKS_DIR, or has a mistake`,
    });
  if (codesSent >= config.max_codes_per_day)
    throw rateLimited(
      'code_budget',
      await secondsUntilCodeAvailable(api.db, account.id, config.max_codes_per_day),
    );
  return { bank, config };
}

/** The paths of those secrets that the bank asks for and the account does not hold, or that cannot be decrypted. */
async function missingSecrets(
  ring: KeyRing,
  { account_id: accountId, bank_secrets_sealed: sealed }: AccountConfig,
  bank: KnownBank | undefined,
): Promise<string[]> {
  const { secrets = [] } = bank ?? {};
  if (secrets.length === 0) return [];
  const kept = await openBankSecrets(ring, accountId, sealed).catch((error: unknown) => {
    if (error instanceof CannotOpen) return {};
    throw error;
  });
  return secrets.filter(({ name }) => !Object.hasOwn(kept, name)).map(({ name }) => `bank_secrets.${name}`);
}

/** How long to wait for the workflow of an ended login to complete; until then Temporal does not start another. */
const completionTimeoutMs = 3_000;

async function startUnblocked(
  { api, account, actor }: SessionCommand,
  { bank, config, loginId }: Ready & { loginId: string },
): Promise<void> {
  const input: AssistedLoginInput = {
    loginId,
    accountId: account.id,
    bankCode: bank.code,
    loginMode: config.login_mode,
    sessionType: config.session_type,
    otpWaitSeconds: config.otp_wait_seconds,
  };
  const deadline = Date.now() + completionTimeoutMs;
  while ((await api.logins.start(input, { bank: bank.name, account: account.name })) === 'already_open') {
    const open = await findOpenLogin(api.db, account.id);
    // Started by a call with the same idempotency key.
    if (open?.id === loginId) break;
    // Without an open row, the workflow has just started or is about to complete.
    if (open || Date.now() > deadline) throw new ApiError('SESSION_RUNNING');
    await pause(100);
  }
  await recordLoginStarted(api.db, { ...input, workflowId: loginWorkflowId(account.id) }, actor);
}

/**
 * Stops the account's open session. Resolves when Temporal has recorded the cancellation; the login then ends by itself.
 * Throws SESSION_NOT_RUNNING, after cancelling the account's planned retry, if there is one.
 */
export async function stopSession(command: SessionCommand): Promise<void> {
  const { api, account, actor } = command;
  const login = await findOpenLogin(api.db, account.id);
  // If the row is open but the workflow is not, the reconciler closes the row.
  if (login && (await stopLogin(command, login)) === 'recorded') return;
  await cancelRetry(api.db, account, actor);
  throw new ApiError('SESSION_NOT_RUNNING');
}

async function stopLogin(
  { api, account, actor }: SessionCommand,
  login: Login,
): Promise<'recorded' | 'not_open'> {
  const stop = await api.logins.stop(account.id);
  if (stop === 'recorded') await recordStopRequested(api.db, { login, account, actor });
  return stop;
}

/** A login stops after the step that is under way at the bank. Bounds the wait for a bank that hangs. */
const stopTimeoutMs = 15_000;

/**
 * Stops the account's open session, waits up to 15 s for it to end, and deletes the account. A session that takes longer
 * ends by itself later. Throws SESSION_RUNNING if another session is started meanwhile.
 */
export async function stopAndDeleteAccount(command: SessionCommand): Promise<void> {
  const { api, account, actor } = command;
  const deadline = Date.now() + stopTimeoutMs;
  const login = await findOpenLogin(api.db, account.id);
  const isStale = login && (await stopLogin(command, login)) === 'not_open';
  for (;;) {
    const isTimedOut = Date.now() > deadline;
    const leftBehindId = isStale || isTimedOut ? login?.id : undefined;
    if ((await deleteAccount(api.db, { account, actor, leftBehindId })) === 'deleted') return;
    // Another session has been started meanwhile.
    if (isTimedOut) throw new ApiError('SESSION_RUNNING', { headers: retryAfter(5) });
    await pause(100);
  }
}
