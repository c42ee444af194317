import type { Logger } from 'pino';
import { isSameQuestion } from '../../assistance/same-question.js';
import {
  type KeptAnswer,
  type NamedSecrets,
  openBankAnswers,
  openBankSecrets,
  sealBankAnswers,
  sealBankSecrets,
} from '../../db/accounts/sealed-bank-secrets.js';
import type { ConfigChange } from '../../db/accounts/account-configs.js';
import type { AccountConfig } from '../../db/tables/schema.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { CannotOpen } from '../../secrets/seal.js';
import { type Issue, validationError } from '../access/api-error.js';
import type { KnownBank } from '../context/api-deps.js';
import { mask, type WireConfigChange } from './wire-account-config.js';

interface Deps {
  ring: KeyRing;
  log: Logger;
}

/**
 * The secrets that an account keeps, by name. Empty if they cannot be decrypted: the owner must be able to read the
 * other settings and to enter them again.
 */
export function readableSecrets(deps: Deps, config: AccountConfig): Promise<NamedSecrets> {
  const { account_id: accountId, bank_secrets_sealed: sealed } = config;
  return unlessUnreadable(deps, accountId, {}, () => openBankSecrets(deps.ring, accountId, sealed));
}

/** The answers that an account keeps. Empty if they cannot be decrypted. */
export function readableAnswers(deps: Deps, config: AccountConfig): Promise<KeptAnswer[]> {
  const { account_id: accountId, bank_answers_sealed: sealed } = config;
  return unlessUnreadable(deps, accountId, [], () => openBankAnswers(deps.ring, accountId, sealed));
}

async function unlessUnreadable<T>(
  { log }: Deps,
  accountId: string,
  fallback: T,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    log.warn({ accountId }, 'bank secrets cannot be decrypted: their key is missing from SECRET_KEYS');
    return fallback;
  }
}

/**
 * Merges `bank_secrets` into those that the account keeps. Throws VALIDATION_ERROR for a name that the bank does not
 * know and for a value that does not fit the bank's pattern. A kept secret that the bank no longer asks for can only be
 * cleared.
 */
export async function mergeBankSecrets(
  deps: Deps,
  {
    bank,
    current,
    change,
  }: { bank: KnownBank | undefined; current: AccountConfig; change: WireConfigChange },
): Promise<ConfigChange> {
  const { bank_secrets: wanted } = change;
  if (wanted === undefined) return {};
  if (wanted === null) return { bank_secrets_sealed: null };
  const kept = await readableSecrets(deps, current);
  const changed = Object.entries(wanted).filter(([, value]) => value !== mask);
  const issues = changed.flatMap(([name, value]) => issueOf(bank, kept, { name, value }));
  if (issues.length > 0) throw validationError(...issues);
  if (changed.length === 0) return {};
  const merged = Object.entries({ ...kept, ...Object.fromEntries(changed) });
  const secrets = Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
  return { bank_secrets_sealed: await sealBankSecrets(deps.ring, current.account_id, secrets) };
}

function issueOf(
  bank: KnownBank | undefined,
  kept: NamedSecrets,
  { name, value }: { name: string; value: string | null },
): Issue[] {
  const path = `bank_secrets.${name}`;
  const known = bank?.secrets ?? [];
  const secret = known.find((one) => one.name === name);
  if (secret === undefined) {
    if (value === null && Object.hasOwn(kept, name)) return [];
    const names = known.map((one) => one.name).join(', ');
    return [{ path, message: names === '' ? 'is not asked for by this bank' : `must be one of ${names}` }];
  }
  if (value === null || secret.pattern === null || new RegExp(secret.pattern, 'u').test(value)) return [];
  return [{ path, message: 'must match the pattern of this secret' }];
}

/**
 * Replaces the answers that the account keeps. An entry without an answer keeps the one to the same question. Throws
 * VALIDATION_ERROR if there is none, and for a question that is named twice.
 */
export async function mergeBankAnswers(
  deps: Deps,
  { current, change }: { current: AccountConfig; change: WireConfigChange },
): Promise<ConfigChange> {
  const { bank_answers: wanted } = change;
  if (wanted === undefined) return {};
  const kept = await readableAnswers(deps, current);
  const issues: Issue[] = [];
  const answers = (wanted ?? []).flatMap(({ question, answer }, at): KeptAnswer[] => {
    const refuse = (field: 'question' | 'answer', message: string) => {
      issues.push({ path: `bank_answers.${at}.${field}`, message });
      return [];
    };
    if (wanted?.slice(0, at).some((other) => isSameQuestion(other.question, question)))
      return refuse('question', 'must not be named twice');
    if (answer !== undefined && answer !== mask) return [{ question, answer }];
    const same = kept.find((other) => isSameQuestion(other.question, question));
    return same ? [{ question, answer: same.answer }] : refuse('answer', 'must be given for a new question');
  });
  if (issues.length > 0) throw validationError(...issues);
  if (JSON.stringify(answers) === JSON.stringify(kept)) return {};
  return { bank_answers_sealed: await sealBankAnswers(deps.ring, current.account_id, answers) };
}
