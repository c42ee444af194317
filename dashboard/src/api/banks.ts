import { useMutation, useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { keys } from './query-client';
import { request } from './request';
import { bankSchema } from './schemas';

export function useBanks() {
  return useQuery({
    queryKey: keys.banks,
    queryFn: async ({ signal }) => {
      const banks = await request('/banks', z.array(bankSchema), { signal });
      return banks.sort((a, b) => a.name.localeCompare(b.name));
    },
    // The server follows changes of the bank files within a few seconds.
    staleTime: 5_000,
  });
}

const issuesSchema = z.array(
  z.object({
    path: z.string(),
    message: z.string(),
    line: z.optional(z.nullable(z.number())),
  }),
);

const brokenFilesSchema = z.object({
  files: z.array(z.object({ file: z.string(), bank: z.nullable(z.string()), issues: issuesSchema })),
});

/** The bank files that the server cannot use as they are now. Asked again every few seconds, while they are edited. */
export const useBrokenBankFiles = () =>
  useQuery({
    queryKey: keys.brokenBankFiles,
    queryFn: async ({ signal }) => (await request('/banks/broken', brokenFilesSchema, { signal })).files,
    refetchInterval: 5_000,
  });

const bankCheckSchema = z.object({
  ok: z.boolean(),
  bank: z.nullable(z.object({ code: z.string(), name: z.string(), loginUrl: z.string() })),
  issues: issuesSchema,
});
export type BankIssue = z.infer<typeof issuesSchema>[number];

/** Has the server validate a bank file in the way it does at its start. */
export const useCheckBank = () =>
  useMutation({
    mutationFn: (yaml: string) =>
      request('/banks/check', bankCheckSchema, { method: 'POST', body: { yaml } }),
  });
