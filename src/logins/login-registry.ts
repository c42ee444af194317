import { type Client, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { LiveLogin } from '../db/logins/reconciler-queries.js';
import { loginWorkflowId, loginWorkflowType, publishAgain } from '../temporal/login-messages.js';
import { assistanceExpiresAt, loginPhase } from '../temporal/search-attributes.js';

const callDeadlineMs = 3_000;
/** Longer, as a list may have many pages. */
const listDeadlineMs = 15_000;
const memoSchema = z.object({ loginId: z.uuid() });

/**
 * Reads which login workflows are open in Temporal, and acts on them, for the reconciler. Every method throws if Temporal
 * cannot be reached, so that an outage is not mistaken for logins that are gone.
 */
export function createLoginRegistry(temporal: Client) {
  /** Undefined if the workflow does not exist, or its namespace has been deleted. */
  async function ifFound<T>(call: () => Promise<T>, deadlineMs = callDeadlineMs): Promise<T | undefined> {
    try {
      return await temporal.withDeadline(Date.now() + deadlineMs, call);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || error instanceof NamespaceNotFoundError) return undefined;
      throw error;
    }
  }
  const handleOf = (accountId: string) => temporal.workflow.getHandle(loginWorkflowId(accountId));

  return {
    /** The id of the login that is open under this workflow id; undefined if there is none. */
    async findLiveLogin(workflowId: string): Promise<string | undefined> {
      const found = await ifFound(() => temporal.workflow.getHandle(workflowId).describe());
      return found?.status.name === 'RUNNING' ? memoSchema.safeParse(found.memo).data?.loginId : undefined;
    },

    /** All open logins. The list may lag behind by about a second. */
    async listLiveLogins(): Promise<LiveLogin[]> {
      const live: LiveLogin[] = [];
      const query = `WorkflowType = '${loginWorkflowType}' AND ExecutionStatus = 'Running'`;
      await ifFound(async () => {
        for await (const found of temporal.workflow.list({ query })) {
          const { workflowId, runId, memo, typedSearchAttributes } = found;
          const loginId = memoSchema.safeParse(memo).data?.loginId;
          const accountId = z.uuid().safeParse(workflowId.slice(loginWorkflowId('').length)).data;
          if (loginId === undefined || accountId === undefined) continue;
          live.push({
            loginId,
            accountId,
            runId,
            phase: typedSearchAttributes.get(loginPhase) ?? null,
            expiresAt: typedSearchAttributes.get(assistanceExpiresAt) ?? null,
          });
        }
      }, listDeadlineMs);
      return live;
    },

    /** Whether a process holds the browser of a login, or was asked to. False if the login has closed. */
    async isHeld({ accountId, runId }: LiveLogin): Promise<boolean> {
      const handle = temporal.workflow.getHandle(loginWorkflowId(accountId), runId);
      const found = await ifFound(() => handle.describe());
      const names = found?.raw.pendingActivities?.map(({ activityType }) => activityType?.name) ?? [];
      return names.includes('holdBrowser');
    },

    /** Cancels a login, as its owner would. False if it has closed since it was listed. */
    async stop({ accountId, runId }: LiveLogin): Promise<boolean> {
      const handle = temporal.workflow.getHandle(loginWorkflowId(accountId), runId);
      return (await ifFound(() => handle.cancel())) !== undefined;
    },

    /** Asks a login to report its state again. Does nothing if it has closed since it was listed. */
    async requestReport(accountId: string): Promise<void> {
      await ifFound(() => handleOf(accountId).signal(publishAgain));
    },
  };
}

export type LoginRegistry = ReturnType<typeof createLoginRegistry>;
