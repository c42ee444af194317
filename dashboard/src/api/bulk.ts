import { useMutation } from '@tanstack/react-query';
import { changeConfig, refreshAccount, type SessionCommand } from './accounts';
import { command } from './request';
import type { ConfigChange } from './schemas';

export type BulkAct = { is: 'session'; command: SessionCommand } | { is: 'configure'; change: ConfigChange };

export interface BulkResult {
  act: BulkAct;
  done: number;
  /** For each account where it failed, why. */
  failures: readonly { accountId: string; error: Error }[];
}

/** So that a large selection does not keep the service from answering others. */
const atOnce = 4;

/** Does the same with several accounts. One that fails does not keep the others from it. */
export function useBulk() {
  return useMutation({
    mutationFn: async ({
      accountIds,
      act,
    }: {
      accountIds: readonly string[];
      act: BulkAct;
    }): Promise<BulkResult> => {
      const failures: BulkResult['failures'][number][] = [];
      const left = [...accountIds];
      const work = async () => {
        for (let id = left.shift(); id !== undefined; id = left.shift()) {
          const accountId = id;
          await perform(accountId, act).catch((error: unknown) => {
            failures.push({ accountId, error: error instanceof Error ? error : new Error(String(error)) });
          });
          void refreshAccount(accountId);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return { act, done: accountIds.length - failures.length, failures };
    },
  });
}

async function perform(accountId: string, act: BulkAct): Promise<void> {
  if (act.is === 'session') await command(`/accounts/${accountId}/${act.command}`);
  else await changeConfig(accountId, act.change);
}
