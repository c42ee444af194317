import { type Client, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { LiveLogin } from '../db/logins/reconciler-queries.js';
import { loginWorkflowId, loginWorkflowType, publishAgain } from '../temporal/login-messages.js';
import { assistanceExpiresAt, loginPhase } from '../temporal/search-attributes.js';

const callDeadlineMs = 3_000;
/** Of a list that may have many pages. */
const listDeadlineMs = 15_000;
const memoSchema = z.object({ loginId: z.uuid() });

/** What Temporal knows of logins, for the reconciler. Throws when Temporal cannot be reached: that closes nothing. */
export function createLoginRegistry(temporal: Client) {
  /** Undefined when Temporal says that there is no such workflow, or that its namespace was deleted. */
  async function ask<T>(call: () => Promise<T>, deadlineMs = callDeadlineMs): Promise<T | undefined> {
    try {
      return await temporal.withDeadline(Date.now() + deadlineMs, call);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || error instanceof NamespaceNotFoundError) return undefined;
      throw error;
    }
  }
  const handleOf = (accountId: string) => temporal.workflow.getHandle(loginWorkflowId(accountId));

  return {
    /** The login that is open under this workflow id; undefined when none is. */
    async liveLogin(workflowId: string): Promise<string | undefined> {
      const found = await ask(() => temporal.workflow.getHandle(workflowId).describe());
      return found?.status.name === 'RUNNING' ? memoSchema.safeParse(found.memo).data?.loginId : undefined;
    },

    /** The logins that Temporal lists as open. */
    async liveLogins(): Promise<LiveLogin[]> {
      const live: LiveLogin[] = [];
      const query = `WorkflowType = '${loginWorkflowType}' AND ExecutionStatus = 'Running'`;
      await ask(async () => {
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

    /** Stops a login as its owner would. False when it has closed since it was listed. */
    async stop({ accountId, runId }: LiveLogin): Promise<boolean> {
      const handle = temporal.workflow.getHandle(loginWorkflowId(accountId), runId);
      return (await ask(() => handle.cancel())) !== undefined;
    },

    /** Asks a login to tell where it is; one that has closed since it was listed has nothing to tell. */
    async askToPublish(accountId: string): Promise<void> {
      await ask(() => handleOf(accountId).signal(publishAgain));
    },
  };
}

export type LoginRegistry = ReturnType<typeof createLoginRegistry>;
