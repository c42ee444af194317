import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TestBank, codeForm, singlePage, useTestBanks } from '../testing/test-banks.js';

/**
 * Pages that busy themselves in every way before they answer, with pauses that nobody chose. Whatever they do on
 * the way, only the end counts. Some pages in each run; a failure prints the page that led to it.
 */
const banks = useTestBanks();

const ends = {
  rejected: 'code_rejected',
  accepted: 'logged_in',
  again: 'code_required',
  locked: 'account_locked',
} as const;
type End = keyof typeof ends;

const end = fc.constantFrom<End[]>('rejected', 'accepted', 'again', 'locked');
const pauseMs = fc.integer({ min: 0, max: 200 });

/** What a single page may do while its bank thinks; none of it is an answer. */
const busy = {
  'hide the error': `hide('otp-error');`,
  'hide the form': `hide('form');`,
  'hide and show the form': `hide('form'); await wait(30); show('form');`,
  'disable the field': `el('otp').disabled = true;`,
  'disable and enable': `el('otp').disabled = true; await wait(20); el('otp').disabled = false;`,
  'draw all again, error kept': `draw(el('otp-error').hidden ? '' : el('otp-error').textContent);`,
  'draw all again, no error': `draw('');`,
  'draw the error again': `el('otp-error').textContent = el('otp-error').textContent;`,
  'say that it checks': `show('note', 'Checking');`,
  blink: `hide('otp-error'); hide('form'); await wait(1); show('form');`,
};
const draw = `const draw = (text) => { el('main').innerHTML = \`${codeForm}\`; if (text) show('otp-error', text); };`;

const singlePageAnswer = fc.record({
  isSecondTry: fc.boolean(),
  steps: fc.array(fc.record({ what: fc.constantFrom(...Object.keys(busy)), pauseMs }), { maxLength: 4 }),
  answerMs: fc.integer({ min: 0, max: 1_500 }),
  end,
  drawsAll: fc.boolean(),
  splitMs: fc.option(pauseMs, { nil: 0 }),
  errorFirst: fc.boolean(),
});
type SinglePageAnswer = typeof singlePageAnswer extends fc.Arbitrary<infer T> ? T : never;

function answerScript({
  isSecondTry,
  steps,
  answerMs,
  end,
  drawsAll,
  splitMs,
  errorFirst,
}: SinglePageAnswer) {
  const thinking = steps.map(
    ({ what, pauseMs }) => `${busy[what as keyof typeof busy]} await wait(${pauseMs});`,
  );
  const form = drawsAll
    ? `draw(''); el('otp').disabled = false;`
    : `show('form'); el('otp').disabled = false; hide('note');`;
  const split = `await wait(${splitMs});`;
  const error = `show('otp-error', 'The code is wrong');`;
  const endings: Record<End, string> = {
    rejected: errorFirst && !drawsAll ? `${error} ${split} ${form}` : `${form} ${split} ${error}`,
    accepted: `hide('main'); ${split} show('accounts');`,
    again: `${form} hide('otp-error'); ${split} show('note', 'One more code, please');`,
    locked: `hide('main'); ${split} show('locked');`,
  };
  const first = isSecondTry ? `if (times === 1) { await fetch('answer/0'); ${error} return; }` : '';
  return `${draw} ${first} const asked = fetch('answer/${answerMs}'); ${thinking.join(' ')} await asked; ${endings[end]}`;
}

const severalPagesAnswer = fc.record({
  isSecondTry: fc.boolean(),
  answerMs: fc.integer({ min: 0, max: 800 }),
  inBetween: fc.array(fc.record({ shows: fc.constantFrom('nothing', 'the prompt', 'the error'), pauseMs }), {
    maxLength: 2,
  }),
  end,
  splitMs: fc.option(pauseMs, { nil: 0 }),
});
type SeveralPagesAnswer = typeof severalPagesAnswer extends fc.Arbitrary<infer T> ? T : never;

const promptWithError = codeForm.replace('id="otp-error" hidden>', 'id="otp-error">The code is wrong');

function createSeveralPages({
  isSecondTry,
  answerMs,
  inBetween,
  end,
  splitMs,
}: SeveralPagesAnswer): TestBank {
  const late = (html: string): string =>
    `${codeForm}<script>setTimeout(() => { ${html} }, ${splitMs});</script>`;
  const endings: Record<End, string> = {
    rejected: late(
      `const e = document.getElementById('otp-error'); e.textContent = 'Wrong'; e.hidden = false;`,
    ),
    accepted: '<p id="accounts">Accounts</p>',
    again: codeForm,
    locked: '<p id="locked">Locked</p>',
  };
  const shown: Record<string, string> = { nothing: '', 'the prompt': codeForm, 'the error': promptWithError };
  let tries = 0;
  return banks.create(async ({ method, path }) => {
    if (method === 'POST') {
      tries++;
      if (isSecondTry && tries === 1) return promptWithError;
      await sleep(answerMs);
    } else if (!path.startsWith('/between/')) return codeForm;
    const at = method === 'POST' ? 0 : Number(path.split('/')[2]);
    const next = inBetween[at];
    if (!next) return endings[end];
    // From the bank's root, since the page in between lies one folder deeper.
    const go = `location.replace(location.pathname.replace(/(code|between\\/\\d+)$/, 'between/${at + 1}'))`;
    return `${shown[next.shows] ?? ''}<script>setTimeout(() => ${go}, ${next.pauseMs});</script>`;
  });
}

async function lastAnswer(bank: TestBank, isSecondTry: boolean): Promise<string> {
  const page = await bank.open();
  try {
    if (isSecondTry) expect((await bank.driver.submitCode(page, '111111')).is).toBe('code_rejected');
    return (await bank.driver.submitCode(page, '222222')).is;
  } finally {
    await page.context().close();
  }
}

/** Four pages at a time: a run of one after the other would be minutes of waiting. */
async function ask<T extends { end: End }>(pages: T[], answer: (page: T) => Promise<string>): Promise<void> {
  const wrong: unknown[] = [];
  const queue = [...pages];
  const asker = async (): Promise<void> => {
    for (let page = queue.pop(); page; page = queue.pop()) {
      const is = await answer(page);
      if (is !== ends[page.end]) wrong.push({ page, is });
    }
  };
  await Promise.all([asker(), asker(), asker(), asker()]);
  expect(wrong).toEqual([]);
}

describe('whatever a page does on the way, only its end is the answer', () => {
  test('a single page', { timeout: 120_000 }, async () => {
    await ask(fc.sample(singlePageAnswer, 16), async (page) => {
      const script = singlePage(answerScript(page));
      const bank = banks.create(async ({ path }) => {
        if (!path.startsWith('/answer/')) return script;
        return await sleep(Number(path.split('/')[2]), 'ok');
      });
      return await lastAnswer(bank, page.isSecondTry);
    });
  });

  test('several pages', { timeout: 120_000 }, async () => {
    await ask(fc.sample(severalPagesAnswer, 10), async (page) =>
      lastAnswer(createSeveralPages(page), page.isSecondTry),
    );
  });
});
