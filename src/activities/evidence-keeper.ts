import { log } from '@temporalio/activity';
import type { FailureEvidence } from '../assistance/failure-evidence.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import { collectEvidence } from '../banks/evidence/collect-evidence.js';
import { isEvidenceWanted, saveEvidence } from '../db/logins/failure-evidence-rows.js';
import { type BankSecrets, readBankSecrets } from '../db/logins/login-credentials.js';
import type { Db } from '../db/open.js';
import type { KeyRing } from '../secrets/key-ring.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import type { HeldLogin } from './held-login.js';
import { sealEvidence } from './seal-evidence.js';
import { secretTextsOf } from './secret-texts.js';

export interface StoppedStep {
  login: AssistedLoginInput;
  held: HeldLogin;
  step: FailureEvidence['step'];
  answer: StepAnswer | { is: 'error' };
  secrets: BankSecrets | undefined;
}

interface EvidenceKeeperDeps {
  db: Db;
  ring: KeyRing;
  /** How long evidence is kept; 0: none is. */
  days: number;
}

/** Keeps what the bank's page shows when a login cannot go on: sealed, in the database, never in Temporal. */
export function createEvidenceKeeper({ db, ring, days }: EvidenceKeeperDeps) {
  async function keep({ login, held, step, answer, secrets }: StoppedStep): Promise<void> {
    const failure = failureOf(answer);
    if (!failure || days === 0 || !held.isHeld) return;
    if (!(await isEvidenceWanted(db, login.accountId))) return;
    const known = secrets ?? (await readBankSecrets(db, ring, login));
    const collected = await collectEvidence(held.page, {
      bank: held.driver.code,
      step,
      ...failure,
      secrets: [...held.typed, ...(known ? secretTextsOf(known) : [])],
      hidesUnknownCodes: held.wasReopened,
    });
    if (!collected) return;
    const { cause } = collected.evidence;
    await saveEvidence(db, login, { ...(await sealEvidence(ring, login.loginId, collected)), cause, days });
  }

  return {
    /**
     * Keeps evidence of a step that stopped its login; does nothing for any other answer. Never throws: what goes wrong is
     * logged, and the step's answer stays what it is.
     */
    async keep(stopped: StoppedStep): Promise<void> {
      try {
        await keep(stopped);
      } catch (error) {
        log.warn('could not keep evidence of a failed step', { error });
      }
    },
  };
}

export type EvidenceKeeper = ReturnType<typeof createEvidenceKeeper>;

function failureOf(answer: StoppedStep['answer']): Pick<FailureEvidence, 'outcome' | 'reason'> | null {
  switch (answer.is) {
    case 'page_not_recognised':
    case 'access_denied':
    case 'error':
      return { outcome: answer.is, reason: null };
    case 'unavailable':
      return { outcome: 'bank_unavailable', reason: null };
    case 'not_submitted':
      return { outcome: answer.is, reason: answer.reason };
    case 'logged_in':
    case 'code_required':
    case 'code_rejected':
    case 'choice_required':
    case 'approval_required':
    case 'approval_refused':
    case 'question':
    case 'bad_credentials':
    case 'account_locked':
    case 'password_expired':
    case 'not_taken':
    case 'session_lost':
    case 'refused':
      return null;
  }
}
