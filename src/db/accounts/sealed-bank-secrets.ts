import { z } from 'zod';
import type { KeyRing } from '../../secrets/key-ring.js';
import { open, purpose, seal } from '../../secrets/seal.js';

/** Values by the names of the bank's secrets. */
const secretsSchema = z.record(z.string(), z.string());
export type NamedSecrets = Readonly<z.infer<typeof secretsSchema>>;

/** An answer that the account keeps for a question of its bank. */
const answersSchema = z.array(z.object({ question: z.string(), answer: z.string() }));
export type KeptAnswer = z.infer<typeof answersSchema>[number];

type Sealed = string | null;

/** Seals all secrets of an account as one value; null without any. */
export async function sealBankSecrets(
  ring: KeyRing,
  accountId: string,
  secrets: NamedSecrets,
): Promise<Sealed> {
  if (Object.keys(secrets).length === 0) return null;
  return seal(ring, purpose.bankSecrets(accountId), JSON.stringify(secrets));
}

/** Opens what `sealBankSecrets` returned. Throws CannotOpen. */
export async function openBankSecrets(
  ring: KeyRing,
  accountId: string,
  sealed: Sealed,
): Promise<NamedSecrets> {
  if (sealed === null) return {};
  return secretsSchema.parse(JSON.parse(await open(ring, purpose.bankSecrets(accountId), sealed)));
}

/** Seals all answers of an account as one value; null without any. */
export async function sealBankAnswers(
  ring: KeyRing,
  accountId: string,
  answers: readonly KeptAnswer[],
): Promise<Sealed> {
  if (answers.length === 0) return null;
  return seal(ring, purpose.bankAnswers(accountId), JSON.stringify(answers));
}

/** Opens what `sealBankAnswers` returned. Throws CannotOpen. */
export async function openBankAnswers(
  ring: KeyRing,
  accountId: string,
  sealed: Sealed,
): Promise<KeptAnswer[]> {
  if (sealed === null) return [];
  return answersSchema.parse(JSON.parse(await open(ring, purpose.bankAnswers(accountId), sealed)));
}
