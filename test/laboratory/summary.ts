import { violationKinds } from './judge.js';
import { describePlan, kindOf, type PagePlan, type Stage } from './page-plan.js';
import type { PlayedLogin } from './play-login.js';

const parts = ['ask', 'redraw', 'refusal', 'typing'] as const;

/** The summary of a run: answers, times, results for each kind of page, and all violations. */
export function summaryOf(played: readonly PlayedLogin[]): string {
  const failed = played.filter(({ violations }) => violations.length > 0);
  return [
    `${played.length} logins, ${failed.length} with a violation`,
    '',
    'What the driver said:',
    ...tally(played.flatMap(({ steps }) => steps.map(({ stage, said }) => `${stage}: ${said}`))),
    '',
    'Violations:',
    ...violationKinds.map(
      (kind) =>
        `  ${kind}: ${played.flatMap(({ violations }) => violations).filter(({ violation }) => violation.is === kind).length}`,
    ),
    '',
    ...timesOf(played),
    '',
    'Kinds of pages (steps with a violation / steps):',
    ...kindsOf(played),
    ...(failed.length > 0 ? ['', 'To play one again: SEED=<seed> LOGINS=1 npm run test:laboratory', ''] : []),
    ...failed.map(describeFailure),
  ].join('\n');
}

export function describeFailure({ seed, plan, violations }: PlayedLogin): string {
  const what = violations.map(({ stage, violation: { is, detail } }) => `${stage}: ${is} (${detail})`);
  return `seed ${seed}: ${what.join(', ')}\n    ${describePlan(plan)}`;
}

function tally(words: string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([word, count]) => `  ${word}: ${count}`);
}

function timesOf(played: readonly PlayedLogin[]): string[] {
  const after = played
    .filter(({ violations }) => violations.length === 0)
    .flatMap(({ steps }) => steps.map(({ answeredAfterMs }) => answeredAfterMs))
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(after[Math.floor(share * (after.length - 1))] ?? NaN)} ms`;
  return [
    `From the bank's decision to the driver's answer: median ${at(0.5)}, 95 % ${at(0.95)}, longest ${at(1)}`,
  ];
}

/** One line for each choice of the generator, and for each typing page. */
function kindsOf(played: readonly PlayedLogin[]): string[] {
  const counts = new Map<string, { steps: number; failed: number }>();
  const count = (kind: string, isFailed: boolean): void => {
    const { steps, failed } = counts.get(kind) ?? { steps: 0, failed: 0 };
    counts.set(kind, { steps: steps + 1, failed: failed + (isFailed ? 1 : 0) });
  };
  for (const { plan, steps, violations } of played)
    for (const [at, { stage }] of steps.entries()) {
      const isFailed = at === steps.length - 1 && violations.some((found) => found.stage === stage);
      for (const kind of labelsOf(plan, stage)) count(kind, isFailed);
    }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, { steps, failed }]) => `  ${kind}: ${failed} / ${steps}`);
}

function labelsOf(plan: PagePlan, stage: Stage): string[] {
  if (plan[stage].typing !== 'plain') return [`${stage}, typing ${kindOf(plan[stage])}`];
  const own = parts
    .filter((part) => part !== 'typing')
    .map((part) => `${stage}, ${part} ${plan[stage][part]}`);
  const opening = stage === 'login' ? [`login, opening ${plan.opening}`] : [];
  return [...own, ...opening, `background ${plan.background}`, `moves ${plan.moves}`];
}
