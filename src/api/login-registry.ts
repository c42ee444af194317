import { type Client, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { loginWorkflowId, publishAgain } from '../workflows/messages.js';

const callDeadlineMs = 3_000;
const memoSchema = z.object({ loginId: z.uuid() });

/** What Temporal knows of logins, for the reconciler. Throws when Temporal cannot be reached: that closes nothing. */
export function createLoginRegistry(temporal: Client) {
  const soon = <T>(call: () => Promise<T>): Promise<T> =>
    temporal.withDeadline(Date.now() + callDeadlineMs, call);

  return {
    /** The login that is open under this workflow id; undefined when none is. */
    async liveLogin(workflowId: string): Promise<string | undefined> {
      try {
        const { status, memo } = await soon(() => temporal.workflow.getHandle(workflowId).describe());
        return status.name === 'RUNNING' ? memoSchema.safeParse(memo).data?.loginId : undefined;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError || error instanceof NamespaceNotFoundError)
          return undefined;
        throw error;
      }
    },

    /** The logins that Temporal lists as open. */
    async liveLogins(): Promise<{ loginId: string; accountId: string }[]> {
      const live: { loginId: string; accountId: string }[] = [];
      const query = `WorkflowType = 'assistedLogin' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId, memo } of temporal.workflow.list({ query })) {
        const loginId = memoSchema.safeParse(memo).data?.loginId;
        const accountId = z.uuid().safeParse(workflowId.slice(loginWorkflowId('').length)).data;
        if (loginId !== undefined && accountId !== undefined) live.push({ loginId, accountId });
      }
      return live;
    },

    /** Asks a login to tell where it is; one that has closed since it was listed has nothing to tell. */
    async askToPublish(accountId: string): Promise<void> {
      try {
        await soon(() => temporal.workflow.getHandle(loginWorkflowId(accountId)).signal(publishAgain));
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
  };
}

export type LoginRegistry = ReturnType<typeof createLoginRegistry>;
