import fc from 'fast-check';

/** How a page sends requests to its bank (page/asks.js). */
const asks = ['form', 'fetch', 'replace', 'xhr', 'socket', 'stream', 'polling', 'beacon', 'frame'] as const;
/** When it redraws itself, and how it shows a rejection (page/verdicts.js). */
const redraws = ['after', 'optimistic', 'anew', 'busy', 'ticking'] as const;
const refusals = ['document', 'inline', 'toast', 'text', 'alert', 'redrawn'] as const;
/** What it requests or draws in the background (page/background.js). */
const backgrounds = ['nothing', 'longPoll', 'heartbeat', 'analytics', 'clock'] as const;
/** How it handles typing (page/typing.js). */
const loginTypings = [
  'plain',
  'lateScript',
  'readonlyUntilFocus',
  'movingButton',
  'modelFollows',
  'enabledOnBlur',
  'enabledLate',
  'focusStolen',
] as const;
const codeTypings = [
  ...loginTypings,
  'boxes',
  'boxesEnabledLate',
  'sendsByItself',
  'sendsByItselfWhileButtonSlides',
  'grouped',
  'ownDigits',
  'bullets',
  'prefixed',
  'drawnCells',
  'editable',
] as const;

export const stages = ['login', 'code'] as const;
export type Stage = (typeof stages)[number];

export interface StagePlan {
  ask: (typeof asks)[number];
  redraw: (typeof redraws)[number];
  refusal: (typeof refusals)[number];
  typing: (typeof codeTypings)[number];
  /** Whether a WebSocket or an event stream is open before anything is sent. */
  opensEarly: boolean;
  /** Whether the error of the previous attempt stays on the page until the next verdict. */
  keepsOldError: boolean;
  /** Whether the bank file has the text of the alert. Without it, a rejected login cannot be recognised. */
  namesAlert: boolean;
  /** From the press of the button to the request, and from the response to its display. */
  asksAfterMs: number;
  drawsAfterMs: number;
  /** How long the bank's server takes to decide. */
  thinksMs: number;
}

/** The bank of one login, and what is typed there. */
export interface PagePlan {
  login: StagePlan;
  code: StagePlan;
  background: (typeof backgrounds)[number];
  /** What the page does after an accepted code. */
  moves: 'document' | 'through' | 'inPlace';
  /** What the login page shows until it knows from its bank whether the user is logged in. */
  opening: 'plain' | 'flash' | 'flashThenReplace';
  flashMs: number;
  pollMs: number;
  isPasswordRight: boolean;
  wrongCodes: number;
}

type Combination = Pick<StagePlan, 'ask' | 'redraw' | 'refusal'> & Pick<PagePlan, 'background'>;

/** If the response is another document anyway, a rejection in place equals one in a document. */
const isPossible = ({ ask, refusal }: Combination): boolean =>
  (ask !== 'form' && ask !== 'replace') || (refusal !== 'inline' && refusal !== 'redrawn');

export const combinations: readonly Combination[] = asks
  .flatMap((ask) =>
    redraws.flatMap((redraw) =>
      refusals.flatMap((refusal) => backgrounds.map((background) => ({ ask, redraw, refusal, background }))),
    ),
  )
  .filter(isPossible);

/** The pages about typing, which have no other peculiarity. */
export const typingPages: readonly { stage: Stage; typing: StagePlan['typing'] }[] = [
  ...loginTypings.map((typing) => ({ stage: 'login' as const, typing })),
  ...codeTypings.map((typing) => ({ stage: 'code' as const, typing })),
].filter(({ typing }) => typing !== 'plain');

const plainStage = { ask: 'fetch', redraw: 'after', refusal: 'inline' } as const;

const times = fc.record({
  asksAfterMs: fc.constantFrom(0, 0, 150),
  drawsAfterMs: fc.constantFrom(0, 50, 200),
  thinksMs: fc.constantFrom(30, 300, 300, 1_200, 3_500),
});
const habits = fc.record({ opensEarly: fc.boolean(), keepsOldError: fc.boolean(), namesAlert: fc.boolean() });
const rest = fc.record({
  login: fc.tuple(times, habits).map(([first, second]) => ({ ...first, ...second })),
  code: fc.tuple(times, habits).map(([first, second]) => ({ ...first, ...second })),
  moves: fc.constantFrom('document' as const, 'through' as const, 'inPlace' as const),
  opening: fc.constantFrom('plain' as const, 'plain' as const, 'flash' as const, 'flashThenReplace' as const),
  flashMs: fc.constantFrom(350, 2_000),
  pollMs: fc.constantFrom(400, 1_500),
  isPasswordRight: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn > 0),
  wrongCodes: fc.constantFrom(0, 1, 1, 2),
});

/** Every third login is at one of the typing pages; the others walk through all combinations. */
const typingEvery = 3;

/**
 * The plan of one login, from its seed alone. Neighbouring seeds walk through every typing page and every
 * combination, so that a run of consecutive seeds leaves none out; all other choices are drawn at random.
 */
export function planOf(seed: number): PagePlan {
  const [drawn] = fc.sample(rest, { seed, numRuns: 1 });
  if (!drawn) throw new Error('fast-check drew no plan');
  const round = Math.floor(seed / typingEvery);
  if (seed % typingEvery === 0) {
    const page = pick(typingPages, round);
    const stage = (name: Stage): StagePlan => ({
      ...drawn[name],
      ...plainStage,
      typing: page.stage === name ? page.typing : 'plain',
    });
    const typed = { login: stage('login'), code: stage('code') };
    const { moves } = drawn;
    return {
      ...drawn,
      ...typed,
      // A script can be late only in a new document.
      moves: page.typing === 'lateScript' && moves === 'inPlace' ? 'document' : moves,
      background: 'nothing',
      opening: 'plain',
      isPasswordRight: true,
    };
  }
  const at = seed - round;
  // Both factors have no divisor in common with the number of combinations: each is met once before any again.
  const { background, ...code } = pick(combinations, at * 487);
  const { ask, redraw, refusal } = pick(combinations, at * 769);
  return {
    ...drawn,
    background,
    login: { ...drawn.login, ask, redraw, refusal, namesAlert: true, typing: 'plain' },
    code: { ...drawn.code, ...code, typing: 'plain' },
  };
}

function pick<T>(from: readonly T[], at: number): T {
  const picked = from[at % from.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

/** The kind of a stage's page in a few words, the same for all pages that the report counts together. */
export function kindOf({ ask, redraw, refusal, typing }: StagePlan): string {
  return typing === 'plain' ? `${ask}, ${redraw}, ${refusal}` : typing;
}

/** Describes the page of a login for people. */
export function describePlan(plan: PagePlan): string {
  const { background, moves, opening, flashMs, pollMs } = plan;
  const stage = (name: Stage): string => {
    const { opensEarly, keepsOldError, asksAfterMs, drawsAfterMs, thinksMs, namesAlert, refusal } =
      plan[name];
    const habits = [
      ...(opensEarly ? ['opens early'] : []),
      ...(keepsOldError ? ['keeps the old error'] : []),
      ...(refusal === 'alert' && !namesAlert ? ['alert not in the file'] : []),
    ];
    const all = [
      kindOf(plan[name]),
      ...habits,
      `asks after ${asksAfterMs}, thinks ${thinksMs}, draws after ${drawsAfterMs} ms`,
    ];
    return `${name}: ${all.join(', ')}`;
  };
  return [
    stage('login'),
    stage('code'),
    `background ${background}`,
    `moves ${moves}`,
    `opening ${opening}${opening === 'plain' ? '' : ` ${flashMs} ms`}`,
    `polls each ${pollMs} ms`,
    plan.isPasswordRight ? `${plan.wrongCodes} wrong codes first` : 'wrong password',
  ].join('; ');
}
