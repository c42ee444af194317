import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../../assistance/actor.js';
import { readConfig } from '../../db/accounts/account-configs.js';
import { deleteAccount, readStartBlockers, unblockAccount } from '../../db/accounts/accounts.js';
import { countCodesSent, secondsUntilCodeAvailable } from '../../db/logins/code-budget.js';
import { recordLoginStarted } from '../../db/logins/login-starts.js';
import { findOpenLogin, recordStopRequested } from '../../db/logins/logins.js';
import type { Account, AccountConfig, Login } from '../../db/tables/schema.js';
import { type AssistedLoginInput, loginWorkflowId } from '../../temporal/login-messages.js';
import type { Api } from '../context/api.js';
import type { KnownBank } from '../context/api-deps.js';
import { ApiError, rateLimited, retryAfter, validationError } from '../access/api-error.js';

interface SessionCommand {
  api: Api;
  account: Account;
  actor: Actor;
}

/** Starts a session of the account: its login workflow. Throws what the contract answers when it may not. */
export async function startSession(command: SessionCommand): Promise<void> {
  const { api, account } = command;
  const {
    blocked_at: at,
    blocked_reason: reason,
    open_login_id: openId,
  } = await readStartBlockers(api.db, account.id);
  if (at) throw new ApiError('ACCOUNT_BLOCKED', { details: { reason, at: at.toISOString() } });
  if (openId !== null) throw new ApiError('SESSION_RUNNING');
  await startUnblocked(command, await checkReadiness(command));
}

/** Lifts the account's block, forgets its failures, and starts a session. */
export async function restartSession(command: SessionCommand): Promise<void> {
  const { api, account, actor } = command;
  if (await findOpenLogin(api.db, account.id)) throw new ApiError('SESSION_RUNNING');
  const ready = await checkReadiness(command);
  // Nothing is changed for a start that cannot be.
  await api.logins.ping();
  await unblockAccount(api.db, account, actor);
  await startUnblocked(command, ready);
}

interface Ready {
  bank: KnownBank;
  config: AccountConfig;
}

/** These checks give good answers; that they hold is the rule of the activity that touches the bank. */
async function checkReadiness({ api, account }: SessionCommand): Promise<Ready> {
  const config = await readConfig(api.db, account.id);
  const missing = [
    ...(config.bank_username_sealed === null ? ['bank_username'] : []),
    ...(config.bank_password_sealed === null ? ['bank_password'] : []),
  ];
  if (missing.length > 0)
    throw validationError(...missing.map((path) => ({ path, message: 'must be configured first' })));
  const bank = api.banks.get(account.bank_code);
  if (!bank) throw validationError({ path: 'bank', message: `the bank ${account.bank_code} is missing` });
  if ((await countCodesSent(api.db, account.id)) >= config.max_codes_per_day)
    throw rateLimited(
      'code_budget',
      await secondsUntilCodeAvailable(api.db, account.id, config.max_codes_per_day),
    );
  return { bank, config };
}

/** While an earlier login's workflow completes, Temporal still knows it as open; this is how long we wait for that. */
const completionMs = 3_000;

async function startUnblocked(
  { api, account, actor }: SessionCommand,
  { bank, config }: Ready,
): Promise<void> {
  const input: AssistedLoginInput = {
    loginId: randomUUID(),
    accountId: account.id,
    bankCode: bank.code,
    loginMode: config.login_mode,
    sessionType: config.session_type,
    otpWaitSeconds: config.otp_wait_seconds,
  };
  const giveUpAt = Date.now() + completionMs;
  while ((await api.logins.start(input, bank)) === 'already_open') {
    // Either its row says that it is open, or that row is just being written or the workflow just ending.
    if ((await findOpenLogin(api.db, account.id)) || Date.now() > giveUpAt)
      throw new ApiError('SESSION_RUNNING');
    await pause(100);
  }
  await recordLoginStarted(api.db, { ...input, workflowId: loginWorkflowId(account.id) }, actor);
}

/** Stops the account's open session. Done when Temporal has recorded the command; the login then ends by itself. */
export async function stopSession(command: SessionCommand): Promise<void> {
  const login = await findOpenLogin(command.api.db, command.account.id);
  // A row whose workflow is gone is closed by the reconciler.
  if (!login || (await stopLogin(command, login)) === 'not_open') throw new ApiError('SESSION_NOT_RUNNING');
}

async function stopLogin(
  { api, account, actor }: SessionCommand,
  login: Login,
): Promise<'recorded' | 'not_open'> {
  const stop = await api.logins.stop(account.id);
  if (stop === 'recorded') await recordStopRequested(api.db, { login, userId: account.user_id, actor });
  return stop;
}

/** A stop is obeyed after the step that is under way at the bank. Nobody waits longer than this for a bank that hangs. */
const stopWithinMs = 15_000;

/**
 * Deletes the account, after its open session has been stopped and has ended; or is going to end by itself, when the
 * bank takes too long over a step.
 */
export async function stopAndDeleteAccount(command: SessionCommand): Promise<void> {
  const { api, account, actor } = command;
  const giveUpAt = Date.now() + stopWithinMs;
  const login = await findOpenLogin(api.db, account.id);
  const isStale = login && (await stopLogin(command, login)) === 'not_open';
  for (;;) {
    const isWaitedOut = Date.now() > giveUpAt;
    const leftBehindId = isStale || isWaitedOut ? login?.id : undefined;
    if ((await deleteAccount(api.db, { account, actor, leftBehindId })) === 'deleted') return;
    // Somebody started another one meanwhile.
    if (isWaitedOut) throw new ApiError('SESSION_RUNNING', { headers: retryAfter(5) });
    await pause(100);
  }
}
