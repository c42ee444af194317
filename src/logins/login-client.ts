import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type WorkflowClientInterceptor,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { grpcBackoff } from '../process/grpc-backoff.js';
import {
  type AssistedLoginInput,
  loginStatus,
  loginStatusSchema,
  loginWorkflowId,
  loginWorkflowType,
  requestResend,
  type RequestedResend,
  submitAnswer,
  type SubmittedAnswer,
  type SubmittedCode,
  submitOtp,
  taskQueues,
} from '../temporal/login-messages.js';
import { accountName, bankCode, loginPhase } from '../temporal/search-attributes.js';
import type { assistedLogin } from '../workflows/assisted-login.js';
import { createCircuitBreaker } from './circuit-breaker.js';

/** If Temporal does not respond, the first callers get UNAVAILABLE after this time, and others at once. */
const callDeadlineMs = 3_000;
/** Less than `npm start` gives the API to shut down, as a ping may be under way then. */
const pingDeadlineMs = 2_000;
/** Of a search attribute, which PostgreSQL holds in 255 characters; more would be of no use in a list. */
const maxNameLength = 100;
/** Of a summary. Temporal refuses one of more than 400 bytes, its encoding included (`limit.userMetadataSummarySize`). */
const maxSummaryBytes = 300;
/** Short, because callers fall back to the database if a query is not answered. */
const queryDeadlineMs = 1_000;

/**
 * A Temporal client that connects at the first call, so that the API starts without Temporal, and reconnects soon after
 * an outage. The caller closes `client.connection`.
 */
export function createTemporalClient(
  options: ConnectionOptions,
  namespace: string,
  interceptors: WorkflowClientInterceptor[] = [],
): Client {
  const connection = Connection.lazy({
    ...options,
    channelArgs: grpcBackoff,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  return new Client({
    connection,
    namespace,
    workflow: { queryRejectCondition: 'NOT_OPEN' },
    interceptors: { workflow: interceptors },
  });
}

export type LoginClient = ReturnType<typeof createLoginClient>;

/**
 * Starts, signals and queries the login workflows of accounts. Throws outages (`isOutage`) and bugs only, except where
 * noted. While Temporal is unreachable, calls fail at once with CircuitOpenError. `showNames`: whether Temporal's UI shows
 * the names of accounts. `traceparent` returns the trace context that is passed on to logins.
 */
export function createLoginClient(
  temporal: Client,
  {
    showNames = true,
    traceparent = () => undefined,
  }: { showNames?: boolean; traceparent?: (() => string | undefined) | undefined } = {},
) {
  const traced = () => {
    const parent = traceparent();
    return parent === undefined ? {} : { traceparent: parent };
  };

  const { namespace } = temporal.options;
  const describe = () => temporal.workflowService.describeNamespace({ namespace });
  const breaker = createCircuitBreaker(() => temporal.withDeadline(Date.now() + pingDeadlineMs, describe));
  const withDeadline = <T>(milliseconds: number, call: () => Promise<T>): Promise<T> =>
    breaker.run(() => temporal.withDeadline(Date.now() + milliseconds, call));
  const handleOf = (accountId: string) => temporal.workflow.getHandle(loginWorkflowId(accountId));

  return {
    /** Starts the account's login workflow, unless one is open. The names are shown in Temporal's UI. */
    async start(
      input: AssistedLoginInput,
      names: { bank: string; account: string },
    ): Promise<'started' | 'already_open'> {
      const account = showNames ? names.account.slice(0, maxNameLength) : '';
      try {
        await withDeadline(callDeadlineMs, () =>
          temporal.workflow.start<typeof assistedLogin>(loginWorkflowType, {
            workflowId: loginWorkflowId(input.accountId),
            taskQueue: taskQueues.logins,
            workflowIdConflictPolicy: 'FAIL',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            args: [{ ...input, ...traced() }],
            memo: { loginId: input.loginId },
            staticSummary: cutToBytes(`${account === '' ? 'Login' : account} at ${names.bank}`),
            typedSearchAttributes: [
              { key: bankCode, value: input.bankCode },
              { key: loginPhase, value: 'starting' },
              ...(account === '' ? [] : [{ key: accountName, value: account }]),
            ],
          }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_open';
        throw error;
      }
    },

    /** Cancels the account's login. `recorded` means that Temporal has recorded the cancellation. */
    async stop(accountId: string): Promise<SignalResult> {
      const handle = handleOf(accountId);
      return ifOpen(() =>
        withDeadline<SignalResult>(callDeadlineMs, async () => {
          // Temporal does not reject the cancellation of a closed workflow.
          const { status } = await handle.describe();
          if (status.name !== 'RUNNING') return 'not_open';
          await handle.cancel();
          return 'recorded';
        }),
      );
    },

    /** Signals a code to the account's login. `recorded` means that Temporal has recorded the signal. */
    async submit(accountId: string, code: SubmittedCode): Promise<SignalResult> {
      return ifOpen(() =>
        withDeadline<SignalResult>(callDeadlineMs, async () => {
          await handleOf(accountId).signal(submitOtp, { ...code, ...traced() });
          return 'recorded';
        }),
      );
    },

    /** Signals an answer that is not a code to the account's login. `recorded` means that Temporal has recorded the signal. */
    async answer(accountId: string, answer: SubmittedAnswer): Promise<SignalResult> {
      return ifOpen(() =>
        withDeadline<SignalResult>(callDeadlineMs, async () => {
          await handleOf(accountId).signal(submitAnswer, { ...answer, ...traced() });
          return 'recorded';
        }),
      );
    },

    /** Signals the account's login to have the bank send another code. */
    async resend(accountId: string, request: RequestedResend): Promise<SignalResult> {
      return ifOpen(() =>
        withDeadline<SignalResult>(callDeadlineMs, async () => {
          await handleOf(accountId).signal(requestResend, request);
          return 'recorded';
        }),
      );
    },

    /** Queries the status of the account's login. Also throws if none is open. */
    async status(accountId: string) {
      const status = await withDeadline(queryDeadlineMs, () => handleOf(accountId).query(loginStatus));
      return loginStatusSchema.parse(status);
    },

    /** Throws unless Temporal responds and has the namespace. */
    async ping(): Promise<void> {
      await withDeadline(callDeadlineMs, describe);
    },

    /** Closes the connection to Temporal. */
    async close(): Promise<void> {
      await breaker.close();
      await temporal.connection.close();
    },
  };
}

type SignalResult = 'recorded' | 'not_open';

async function ifOpen(send: () => Promise<SignalResult>): Promise<SignalResult> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'not_open';
    throw error;
  }
}

/** As many of a text's characters as fit into a summary, as JSON. */
function cutToBytes(text: string): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(JSON.stringify(kept + character)) > maxSummaryBytes) break;
    kept += character;
  }
  return kept;
}
