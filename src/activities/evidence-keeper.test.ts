import { expect, test } from 'vitest';
import { createTestRing } from '../../test/support/test-ring.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import { createEvidenceKeeper, type StoppedStep } from './evidence-keeper.js';

/** Notes that anything of it was used. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each caller names what it stands for
function untouched<T extends object>(name: string, used: string[]): T {
  return new Proxy({} as T, {
    get: (_, key) => {
      used.push(`${name}.${String(key)}`);
      return undefined;
    },
  });
}

const prompt = { bankMessage: null, requestedAt: '2026-03-01T12:00:00.000Z' };
const goingOn: StepAnswer[] = [
  { is: 'logged_in' },
  { is: 'code_rejected', bankMessage: null, canResume: false },
  { is: 'approval_required', expiresSeconds: null, ...prompt },
  { is: 'question', text: 'Which?', hasAnswer: false, ...prompt },
];

test.each(goingOn)('a login that goes on or succeeds waits for no evidence: $is', async (answer) => {
  const used: string[] = [];
  const keeper = createEvidenceKeeper({ db: untouched('db', used), ring: createTestRing(), days: 7 });
  const held = untouched<StoppedStep['held']>('held', used);
  await keeper.keep({ login: untouched('login', used), held, step: 'log_in', answer, secrets: undefined });
  // Neither the page nor the database was asked.
  expect(used).toEqual([]);
});
