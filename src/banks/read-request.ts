import type { Page } from 'playwright-core';
import type { Approval, ChoiceOption } from './bank-driver.js';
import type { BankFile } from './file/bank-file.js';
import { isVisibleIn } from './look-at-page.js';
import { textOf } from './read-descriptor.js';

/** The options that the page shows, in the order of the bank's file. */
export async function readChoice(
  page: Page,
  { options }: NonNullable<BankFile['choice']>,
): Promise<ChoiceOption[]> {
  const main = page.mainFrame();
  const shown = await Promise.all(
    options.map(async ({ id, label, channel, select, destination }): Promise<ChoiceOption[]> => {
      if (!(await isVisibleIn(page, select))) return [];
      const address = await textOf(main, destination);
      return [
        {
          id,
          label: label ?? (await textOf(main, select)) ?? id,
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
  page: Page,
  { message, compare, expires_seconds, instead }: NonNullable<BankFile['approval']>,
): Promise<Approval> {
  const main = page.mainFrame();
  return {
    message: await textOf(main, message),
    compare: await textOf(main, compare),
    expiresSeconds: expires_seconds ?? null,
    instead: await textOf(main, instead),
  };
}
