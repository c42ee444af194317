import type { Frame } from 'playwright-core';
import type { Approval, ChoiceOption } from '../bank-driver.js';
import type { BankFile } from '../file/bank-file.js';
import { visible } from '../page/visible-elements.js';
import { textOf } from './read-descriptor.js';

/** The options that the page shows, in the order of the bank's file. */
export async function readChoice(
  frame: Frame,
  { options }: NonNullable<BankFile['choice']>,
): Promise<ChoiceOption[]> {
  const shown = await Promise.all(
    options.map(async ({ id, label, channel, select, destination }): Promise<ChoiceOption[]> => {
      if ((await visible(frame, select).count()) === 0) return [];
      const address = await textOf(frame, destination);
      return [
        {
          id,
          label: label ?? (await textOf(frame, select)) ?? id,
          channel,
          ...(address !== null && { destination: address }),
        },
      ];
    }),
  );
  return shown.flat();
}

/** What a page says that waits for an approval. */
export async function readApproval(
  frame: Frame,
  { message, compare, expires_seconds, instead }: NonNullable<BankFile['approval']>,
): Promise<Approval> {
  return {
    message: await textOf(frame, message),
    compare: await textOf(frame, compare),
    expiresSeconds: expires_seconds ?? null,
    instead: await textOf(frame, instead),
  };
}
