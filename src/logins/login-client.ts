import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  type AssistedLoginInput,
  loginStatus,
  loginStatusSchema,
  loginWorkflowId,
  loginWorkflowType,
  requestResend,
  type RequestedResend,
  type SubmittedCode,
  submitOtp,
  taskQueues,
} from '../temporal/login-messages.js';
import { bankCode } from '../temporal/search-attributes.js';
import type { assistedLogin } from '../workflows/assisted-login.js';
import { createCircuitBreaker } from './circuit-breaker.js';

/** The first callers are told 503 after this, instead of hanging on a Temporal that does not answer; others at once. */
const callDeadlineMs = 3_000;
/** A little less than `npm start` gives the API to end, for a ping may be under way then. */
const pingDeadlineMs = 2_000;
/** Behind a query stands the projection, so it need not be waited for long. */
const queryDeadlineMs = 1_000;

export type LoginClient = ReturnType<typeof createLoginClient>;

/** What the API says to login workflows, in the API's words. Throws only for outages and bugs. */
export function createLoginClient(temporal: Client) {
  const { namespace } = temporal.options;
  const describe = () => temporal.workflowService.describeNamespace({ namespace });
  const breaker = createCircuitBreaker(() => temporal.withDeadline(Date.now() + pingDeadlineMs, describe));
  const within = <T>(milliseconds: number, call: () => Promise<T>): Promise<T> =>
    breaker.run(() => temporal.withDeadline(Date.now() + milliseconds, call));
  const handleOf = (accountId: string) => temporal.workflow.getHandle(loginWorkflowId(accountId));

  return {
    /** Starts the account's login workflow, unless one is open. */
    async start(input: AssistedLoginInput, bank: { name: string }): Promise<'started' | 'already_open'> {
      try {
        await within(callDeadlineMs, () =>
          temporal.workflow.start<typeof assistedLogin>(loginWorkflowType, {
            workflowId: loginWorkflowId(input.accountId),
            taskQueue: taskQueues.logins,
            workflowIdConflictPolicy: 'FAIL',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            args: [input],
            memo: { loginId: input.loginId },
            staticSummary: `Login at ${bank.name}`,
            typedSearchAttributes: [{ key: bankCode, value: input.bankCode }],
          }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_open';
        throw error;
      }
    },

    /** Asks the account's login to stop. Temporal has recorded the wish when this returns `recorded`. */
    async stop(accountId: string): Promise<Told> {
      const handle = handleOf(accountId);
      return ifOpen(() =>
        within<Told>(callDeadlineMs, async () => {
          // Temporal takes the cancellation of a closed workflow without a word.
          const { status } = await handle.describe();
          if (status.name !== 'RUNNING') return 'not_open';
          await handle.cancel();
          return 'recorded';
        }),
      );
    },

    /** Hands a code to the account's login. Temporal has recorded it when this returns `recorded`. */
    async submit(accountId: string, code: SubmittedCode): Promise<Told> {
      return ifOpen(() =>
        within<Told>(callDeadlineMs, async () => {
          await handleOf(accountId).signal(submitOtp, code);
          return 'recorded';
        }),
      );
    },

    /** Hands a wish for another code to the account's login. */
    async resend(accountId: string, wish: RequestedResend): Promise<Told> {
      return ifOpen(() =>
        within<Told>(callDeadlineMs, async () => {
          await handleOf(accountId).signal(requestResend, wish);
          return 'recorded';
        }),
      );
    },

    /** What the account's login says of itself. Throws when none is open, too. */
    async status(accountId: string) {
      const status = await within(queryDeadlineMs, () => handleOf(accountId).query(loginStatus));
      return loginStatusSchema.parse(status);
    },

    /** Throws unless Temporal answers and has the namespace. */
    async ping(): Promise<void> {
      await within(callDeadlineMs, describe);
    },

    /** Closes the connection to Temporal. */
    async close(): Promise<void> {
      await breaker.close();
      await temporal.connection.close();
    },
  };
}

type Told = 'recorded' | 'not_open';

async function ifOpen(tell: () => Promise<Told>): Promise<Told> {
  try {
    return await tell();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'not_open';
    throw error;
  }
}
