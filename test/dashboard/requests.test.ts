import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RequestContent } from '../../src/assistance/request-content.js';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
import { createLogin } from '../support/create-rows.js';
import { anotherCode } from '../support/demo-bank.js';
import { scriptedBank, sixDigits, waitingForApproval } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type DashboardUnderTest, openDashboard } from './dashboard-under-test.js';

/** What a bank can ask for besides a code, in the dashboard: whole logins at banks that answer as scripted. */

const loggedIn: BankAnswer = { is: 'logged_in' };

const offered: BankAnswer = {
  is: 'choice_required',
  bankMessage: null,
  options: [
    { id: 'sms', label: 'Text message', channel: 'sms', destination: '•••472' },
    { id: 'call', label: 'Call me', channel: 'call' },
  ],
};

const choosing = scriptedBank({
  code: 'choosing',
  onOpen: offered,
  // The bank no longer offers to call.
  onChoose: (option) => (option === 'sms' ? sixDigits : { is: 'not_submitted', reason: 'no_field' }),
  onCode: loggedIn,
});

let letIn: (answer: BankAnswer) => void = () => undefined;
/** Answers a choice when `letIn` is called. */
const slowToChoose = scriptedBank({
  code: 'slow-to-choose',
  onOpen: offered,
  onChoose: () => new Promise((resolve) => (letIn = resolve)),
});

const withApprovalAtLast = scriptedBank({
  code: 'last-second',
  onOpen: { ...waitingForApproval, instead: 'Send me a text message' },
});
/** The page shows the approval only in the last look at it. */
withApprovalAtLast.driver.awaitApproval = async (_page, signal) => {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return loggedIn;
};
const approved = scriptedBank({ code: 'approved', onOpen: waitingForApproval });
const withInstead = scriptedBank({
  code: 'with-instead',
  onOpen: { ...waitingForApproval, instead: 'Send me a text message' },
  onInstead: sixDigits,
  onCode: loggedIn,
});

const question: BankAnswer = { is: 'question', text: 'Name of your first pet?', bankMessage: null };
const asking = scriptedBank({
  code: 'asking',
  onOpen: question,
  onAnswer: (text) => (text === 'Rex' ? loggedIn : { ...question, bankMessage: 'Try again' }),
});

const six = scriptedBank({ code: 'six-digits', onOpen: sixDigits, onCode: loggedIn });
const eight = scriptedBank({
  code: 'eight-digits',
  onOpen: {
    is: 'code_required',
    descriptor: { length: 8, type: 'numeric', channel: 'sms' },
    bankMessage: null,
    canResend: false,
  },
  onCode: loggedIn,
});

let dashboard: DashboardUnderTest;
beforeAll(async () => {
  const scripted = [choosing, slowToChoose, approved, withInstead, withApprovalAtLast, asking, six, eight];
  dashboard = await openDashboard({ moreBanks: scripted.map(({ driver }) => driver) });
});
afterAll(() => dashboard.close());

const wide: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
  // Contrast is measured after animations, not in the middle of one.
  reducedMotion: 'reduce',
};

const pictureSchema = z.object({ sizes: z.array(z.string()), pixels: z.string() });
const submissionsSchema = z.object({ items: z.array(z.object({ option: z.string().nullable() })) });

async function submissions(token: string, accountId: string) {
  const path = `/accounts/${accountId}/submissions`;
  return (await dashboard.api.answer(submissionsSchema, 'GET', path, { token })).items;
}

/** The prompt of an account whose login has begun. */
async function openPrompt(bankCode: string, options: BrowserContextOptions, config = {}) {
  const { api } = dashboard;
  const opened = await dashboard.openSignedIn(options);
  const { page, token, open, problems } = opened;
  const accountId = await api.addAccount(token, config, bankCode);
  await api.call('POST', `/accounts/${accountId}/scrape`, { token });
  await open(`/accounts/${accountId}/prompt`);
  return {
    ...opened,
    accountId,
    heading: (name: string) => page.getByRole('heading', { name }).waitFor(),
    text: (name: string) => page.getByText(name).first().waitFor(),
    /** The labels of the chosen options of all submissions, newest first; null for a code. */
    submittedOptions: async () => (await submissions(token, accountId)).map(({ option }) => option),
    expectApproved: async (): Promise<void> => {
      await page.getByRole('heading', { name: 'Logged in' }).waitFor();
      await open(`/accounts/${accountId}/timeline`);
      await page.getByText('Approved in the app').first().waitFor();
    },
    /** Opens a tab of the account's page. */
    openTab: (tab: string) => open(`/accounts/${accountId}/${tab}`),
    expectUsable: async (): Promise<void> => {
      expect(await dashboard.accessibilityViolations(page)).toEqual([]);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0);
      expect(problems).toEqual([]);
    },
  };
}

/** The prompt of a login at the demo bank, whose ledger has what the bank itself saw. */
async function openDemoPrompt(username: string, options: BrowserContextOptions, config = {}) {
  const opened = await openPrompt('demo', options, {
    bank_username: username,
    bank_password: 'demo',
    ...config,
  });
  const { page } = opened;
  return {
    ...opened,
    ledger: () => dashboard.bank.ledger(username),
    /** Types the newest code on the customer's phone. */
    typeCode: async (): Promise<void> => {
      await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
      await page.keyboard.type(await dashboard.bank.code(username));
    },
  };
}

describe('a choice', () => {
  it('is made once, however often the button is pressed, and again only where the bank did not take it', async () => {
    const opened = await openPrompt('choosing', phone);
    const { page, heading, text, openTab, expectUsable, submittedOptions } = opened;
    await heading('Where should the bank send the code?');
    await expectUsable();
    await page.getByRole('button', { name: 'Call me' }).press('Enter');
    await text('The bank did not accept this choice. Choose again.');
    await page.getByRole('button', { name: 'Text message SMS · •••472' }).dblclick();
    await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await page.keyboard.type('123456');
    await heading('Logged in');
    expect(choosing.chosen).toEqual(['call', 'sms']);
    expect(await submittedOptions()).toEqual([null, 'Text message', 'Call me']);

    await openTab('timeline');
    await text('The bank offered a choice: Text message, Call me');
    await text('chose “Call me”: not used');
    await text('chose “Text message”: accepted');
    await openTab('audit');
    await page.getByRole('row', { name: /Choice made .*Option: Text message/ }).waitFor();
    expect(
      await page.evaluate(
        `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('[aria-label="Audit trail"][role=region]'))`,
      ),
    ).toBe(0);
  });

  it('by a person is followed by the code of the chosen channel', async () => {
    const { page, heading, ledger, typeCode } = await openDemoPrompt('choose-channel+person', wide);
    await page.getByRole('button', { name: 'E-mail' }).click();
    await typeCode();
    await heading('Logged in');
    expect(await ledger()).toEqual([
      ...['login_submitted', 'channel_asked', 'channel_chosen:email'],
      ...['code_sent', 'code_submitted:yes', 'logged_in'],
    ]);
  });

  it('that comes second is not used', async () => {
    const { page, token, accountId, heading, text, openTab } = await openPrompt('slow-to-choose', wide);
    // Somebody else chooses while this choice is on its way.
    await page.route('**/answer', async (route) => {
      await dashboard.api.call('POST', `/accounts/${accountId}/answer`, { token, json: { option: 'sms' } });
      await until(() => slowToChoose.chosen.length === 1, 'the first choice at the bank');
      await route.continue();
    });
    await page.getByRole('button', { name: 'Call me' }).click();
    await until(async () => (await submissions(token, accountId)).length === 2, 'the second choice');
    letIn(loggedIn);
    await heading('Logged in');
    await openTab('timeline');
    await text('chose “Text message”: accepted');
    await text('chose “Call me”: not used');
    expect(slowToChoose.chosen).toEqual(['sms']);
  });
});

describe('a choice by the account', () => {
  it('is made by the channel that it prefers: the first prompt is for the code', async () => {
    const config = { preferred_channels: ['email', 'sms'] };
    const opened = await openDemoPrompt('choose-channel+preferred', wide, config);
    const { page, openTab, text, ledger } = opened;
    await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    expect(await ledger()).toEqual([
      ...['login_submitted', 'channel_asked', 'channel_chosen:email', 'code_sent'],
    ]);
    await openTab('timeline');
    await text('The bank asked for');
    expect(await page.getByText('The bank offered a choice').count()).toBe(0);
  });
});

describe('an approval', () => {
  it('shows the bank’s words and the number, also a new one, and continues when it is approved in the app', async () => {
    const { page, heading, text, openTab, expectUsable } = await openPrompt('approved', phone);
    await heading('Approve in your bank’s app');
    await text('Approve the login in the app.');
    expect(await page.getByText('Compare this number').innerText()).toContain('app');
    expect(await page.locator('strong').innerText()).toBe('42');
    expect(await page.getByRole('button', { name: 'Get a code instead' }).count()).toBe(0);
    await page.getByRole('timer').waitFor();
    await expectUsable();
    for (const [language, compare, label] of [
      ['es', '77', 'Compara este número con el de la app'],
      ['en', '88', 'Compare this number with the one in the app'],
    ] as const) {
      await page.evaluate(`localStorage.setItem('language', '${language}')`);
      await page.reload();
      // Screen readers announce a change within a live region that is there already.
      const region = page.locator('[aria-live=polite][aria-atomic=true]', { hasText: label });
      const announced = await region.elementHandle();
      approved.showWhileWaiting({ ...waitingForApproval, compare });
      await until(async () => (await announced.innerText()).endsWith(compare), 'the new number');
    }
    approved.showWhileWaiting(loggedIn);
    await heading('Logged in');
    await openTab('timeline');
    await text('Approved in the app');
  });

  it('is given on the phone of the demo bank’s customer, beside the prompt', async () => {
    const { page, heading, expectUsable, ledger } = await openDemoPrompt('push+approved', wide);
    await heading('Approve in your bank’s app');
    const demoPhone = page.getByRole('complementary', { name: 'Demo phone' });
    await demoPhone.getByText(await page.locator('strong').innerText(), { exact: true }).waitFor();
    await expectUsable();
    await demoPhone.getByRole('button', { name: 'Approve' }).click();
    await heading('Logged in');
    await demoPhone.getByText('Approved', { exact: true }).waitFor();
    expect(await ledger()).toEqual([
      ...['login_submitted', 'approval_asked', 'approval_ended:approved', 'logged_in'],
    ]);
  });

  it('says that it was refused in the app', async () => {
    const { page, heading, text, openTab, ledger } = await openDemoPrompt('push+refused', wide);
    await heading('Approve in your bank’s app');
    const demoPhone = page.getByRole('complementary', { name: 'Demo phone' });
    await demoPhone.getByRole('button', { name: 'Refuse' }).click();
    await heading('The login was refused in the bank’s app');
    expect(await ledger()).toEqual(['login_submitted', 'approval_asked', 'approval_ended:refused']);
    await openTab('timeline');
    await text('If one of you refused it');
  });

  it('is replaced by a code where the bank offers one', async () => {
    const opened = await openDemoPrompt('push-instead+dashboard', wide);
    const { page, heading, text, openTab, submittedOptions, ledger, typeCode } = opened;
    await text('At the bank: “Get a code instead”');
    await page.getByRole('button', { name: 'Get a code instead' }).dblclick();
    await typeCode();
    await heading('Logged in');
    expect(await submittedOptions()).toEqual([null, 'Get a code instead']);
    expect(await ledger()).toEqual([
      ...['login_submitted', 'approval_asked', 'approval_ended:replaced'],
      ...['code_sent', 'code_submitted:yes', 'logged_in'],
    ]);
    await openTab('timeline');
    await text('asked for a code instead: accepted');
  });

  it('counts in the second of the deadline, and is too late after it', async () => {
    const config = { otp_wait_seconds: 5 };
    const [counts, late] = await Promise.all([
      openPrompt('last-second', wide, config),
      openDemoPrompt('push-expired+dashboard', wide, config),
    ]);
    await counts.expectApproved();
    await late.heading('Nobody approved in time');
    expect(await late.ledger()).toEqual(['login_submitted', 'approval_asked']);
  });

  it('counts in the second of a stop and of a demand for a code', async () => {
    await Promise.all(
      ['Stop', 'Get a code instead'].map(async (button) => {
        const { page, expectApproved } = await openPrompt('last-second', wide);
        await page.getByRole('button', { name: button }).click();
        await expectApproved();
      }),
    );
    expect(withApprovalAtLast.opened()).toBe(3);
  });
});

describe('a question', () => {
  it('is answered in a masked field, after a wrong answer was refused', async () => {
    const opened = await openDemoPrompt('question+person', phone);
    const { page, heading, text, openTab, expectUsable, ledger } = opened;
    const field = page.getByLabel('What was the name of your first pet?');
    await field.waitFor();
    await expectUsable();
    expect(await page.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);
    await page.keyboard.type('Max');
    expect(await field.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show the answer' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    await field.press('Enter');
    await text('The bank rejected that answer');
    expect([await field.inputValue(), await field.getAttribute('type')]).toEqual(['', 'password']);
    await page.keyboard.type('Rex');
    await page.keyboard.press('Enter');
    await heading('Logged in');
    expect(await ledger()).toEqual([
      ...['login_submitted', 'question_asked'],
      ...['question_answered:no', 'question_answered:yes', 'logged_in'],
    ]);
    await openTab('timeline');
    await text('The bank asked: “What was the name of your first pet?”');
    await text('answered: rejected');
    await text('answered: accepted');
  });
});

describe('a question that the account answers', () => {
  it('asks nobody: the page shows that the login went through', async () => {
    const bank_answers = [{ question: 'what was the name of your first pet? ', answer: 'Rex' }];
    const opened = await openDemoPrompt('question+account', wide, { bank_answers });
    const { heading, openTab, page, text, ledger } = opened;
    await heading('Logged in');
    expect(await ledger()).toEqual([
      ...['login_submitted', 'question_asked', 'question_answered:yes', 'logged_in'],
    ]);
    await openTab('timeline');
    await text('Logged in');
    expect(await page.getByText('The bank asked').count()).toBe(0);
  });
});

describe('a code page with a picture', () => {
  it('shows the picture at its natural size, and the new one after a wrong code', async () => {
    const opened = await openDemoPrompt('photo-tan+dashboard', phone);
    const { page, heading, text, expectUsable, ledger, typeCode } = opened;
    await page.getByRole('img', { name: 'Picture shown by the bank' }).waitFor();
    /** The picture, and whether it is neither shrunk nor stretched. */
    const shown = async () =>
      pictureSchema.parse(
        await page.evaluate(`(() => {
          const image = document.querySelector('figure img');
          const { naturalWidth, naturalHeight, width, height } = image;
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          canvas.getContext('2d').drawImage(image, 0, 0);
          return {
            sizes: [[naturalWidth, naturalHeight], [width, height]].map(String),
            pixels: canvas.toDataURL(),
          };
        })()`),
      );
    /** Nothing covers the picture, such as the header of the page after it was scrolled. */
    const isInView = async () =>
      (await page.evaluate(`(() => {
        const image = document.querySelector('figure img');
        const { left, top, bottom } = image.getBoundingClientRect();
        return [top + 1, bottom - 1].every((y) => document.elementFromPoint(left + 1, y) === image);
      })()`)) === true;
    const first = await shown();
    await until(isInView, 'the picture in view');
    expect(first.sizes[0]).toMatch(/^200,20[01]$/);
    expect(first.sizes[1]).toBe(first.sizes[0]);
    await expectUsable();
    await page.keyboard.type(anotherCode(await dashboard.bank.code('photo-tan+dashboard')));
    await text('The bank rejected that code');
    await until(async () => (await shown()).pixels !== first.pixels, 'another picture');
    const { sizes } = await shown();
    expect(sizes[1]).toBe(sizes[0]);
    await until(isInView, 'the other picture in view');
    await typeCode();
    await heading('Logged in');
    expect(await ledger()).toEqual([
      ...['login_submitted', 'picture_shown', 'code_submitted:no'],
      ...['picture_shown', 'code_submitted:yes', 'logged_in'],
    ]);
  });
});

describe('the answer queue', () => {
  const paste = (page: Page, text: string) =>
    page.evaluate(
      `(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', ${JSON.stringify(text)});
        document.activeElement.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      })()`,
    );

  /** Accounts of one user whose logins wait, in this order. */
  async function openQueue(
    banks: readonly (readonly [name: string, bank: string])[],
    options: BrowserContextOptions,
  ) {
    const { api } = dashboard;
    const opened = await dashboard.openSignedIn(options);
    const { token, open, page } = opened;
    const paths: string[] = [];
    for (const [name, bank] of banks) {
      const path = `/accounts/${await api.addAccount(token, {}, bank)}`;
      await api.call('PATCH', path, { token, json: { name } });
      await api.call('POST', `${path}/scrape`, { token });
      await until(async () => (await api.call('GET', `${path}/otp`, { token })).body !== null, 'a request');
      paths.push(path);
    }
    await open('/answer');
    const prompt = (name: string) => page.getByRole('region', { name });
    const row = (name: string) =>
      page.getByRole('navigation', { name: 'Queue' }).getByRole('button', { name });
    return { ...opened, paths, prompt, row };
  }

  it('answers requests of all four kinds with the keyboard alone, without a change of page', async () => {
    const { page, prompt, row, problems } = await openQueue(
      [
        ['Asked', 'asking'],
        ['Chosen', 'choosing'],
        ['Approved', 'with-instead'],
      ],
      phone,
    );
    await prompt('Asked').getByLabel('Name of your first pet?').waitFor();
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);
    await page.keyboard.type('Rex');
    await page.keyboard.press('Enter');
    await prompt('Chosen').getByRole('button', { name: 'Text message' }).press('Enter');
    await prompt('Chosen').getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await page.keyboard.type('123456');
    await prompt('Approved').getByRole('button', { name: 'Get a code instead' }).press('Enter');
    await prompt('Approved').getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await page.keyboard.type('123456');
    for (const name of ['Asked', 'Chosen', 'Approved']) await row(name).getByText('Logged in').waitFor();
    expect(new URL(page.url()).pathname).toBe('/app/answer');
    expect(problems).toEqual([]);
  });

  it('gives a pasted message to the prompt that it fits, asks where it fits two, and keeps every row in place', async () => {
    const { page, token, prompt, row, layoutShifts, problems, paths } = await openQueue(
      [
        ['First', 'six-digits'],
        ['Second', 'six-digits'],
        ['Long', 'eight-digits'],
      ],
      wide,
    );
    await page.getByRole('button', { name: 'Side by side' }).click();
    await prompt('Long').getByRole('textbox', { name: 'Enter the 8-digit code' }).waitFor();
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);
    await paste(page, 'Your code is 12345678.');
    await row('Long').getByText('Logged in').waitFor();
    await paste(page, 'Dinner at 8?');
    await page.getByText('Nothing was sent.').waitFor();
    await paste(page, 'Second account: your code is 123456.');
    const dialog = page.getByRole('dialog', { name: 'Which login is this code for?' });
    // The one that the message names comes first.
    await until(
      async () =>
        (await dialog.count()) > 0 &&
        (await page.evaluate(
          `document.activeElement.closest('[role=dialog]') !== null && document.activeElement.textContent.includes('Second')`,
        )) === true,
      'the focus on the likeliest login',
    );
    await page.keyboard.press('Enter');
    await row('Second').getByText('Logged in').waitFor();
    expect(await submissions(token, paths[0]?.split('/')[2] ?? '')).toEqual([]);
    expect(await layoutShifts()).toEqual([]);
    expect(problems).toEqual([]);
  });
});

describe('what waits', () => {
  it('is told apart in the list, in the account and in the audit trail', async () => {
    const { page, open, token, problems } = await dashboard.openSignedIn(wide);
    const { api } = dashboard;
    const waitFor = async (content: RequestContent): Promise<string> => {
      const accountId = await api.addAccount(token);
      await (await createLogin(api.stack.db, accountId)).openRequest({ content });
      return `/accounts/${accountId}`;
    };
    const sms = { id: 'sms', label: 'SMS', channel: 'sms', destination: '•••472' } as const;
    await waitFor({
      type: 'choice',
      descriptor: { options: [sms, { ...sms, id: 'old', label: 'Old phone' }] },
    });
    const approval = await waitFor({ type: 'approval', descriptor: { compare: '42' } });
    await waitFor({ type: 'question', descriptor: { text: 'First pet?' } });

    await open('/');
    await page.getByRole('heading', { name: 'Waiting for an answer (3)' }).waitFor();
    for (const [what, action] of [
      ['Demo Bank · Choice: SMS, Old phone', 'Choose'],
      ['Demo Bank · Approval in its app: 42', 'View'],
      ['Demo Bank · Question: “First pet?”', 'Answer'],
    ] as const)
      await page.locator('[data-row]', { hasText: what }).getByText(action, { exact: true }).waitFor();

    await open(approval);
    await page.getByText('The bank is waiting for approval in its app').waitFor();
    await page.getByText('Waiting for approval', { exact: true }).waitFor();
    await open(`${approval}/audit`);
    await page
      .getByRole('row', { name: /Approval requested by the bank .*asked for approval in its app: 42/ })
      .waitFor();
    expect(problems).toEqual([]);
  });

  it.each([
    ['wide', wide],
    ['phone', phone],
  ])('moves nothing on a %s screen while requests arrive and end', async (_, options) => {
    const { page, open, token, layoutShifts, problems } = await dashboard.openSignedIn(options);
    const { api } = dashboard;
    const openToo = async (path: string) => {
      const opened = await dashboard.openPage(options);
      await dashboard.signIn(opened.page, token, 'operator@test.example');
      await opened.open(path);
      return opened;
    };
    const ids = await Promise.all(Array.from({ length: 12 }, () => api.addAccount(token)));
    const startWaiting = async (id: string | undefined) => {
      const login = await createLogin(api.stack.db, id ?? '');
      await login.openRequest();
      return login;
    };
    const first = await startWaiting(ids[0]);
    await open('/');
    await page.getByRole('heading', { name: 'Waiting for an answer (1)' }).waitFor();
    const queue = await openToo('/answer');
    await queue.page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await queue.page.getByRole('complementary', { name: 'Demo phone' }).waitFor();
    const overview = await openToo('/overview');
    const waitingNow = (count: number) =>
      overview.page.getByRole('link', { name: `${count} Waiting now` }).waitFor();
    await waitingNow(1);
    await overview.page.getByText('Loading…').waitFor({ state: 'detached' });
    const order = () =>
      page.evaluate(`[...document.querySelectorAll('[data-row]')].map((row) => row.href.split('/')[5])`);
    const before = await order();
    for (const id of ids.slice(1)) await startWaiting(id);
    await page.getByText('11 new accounts are waiting').waitFor();
    await queue.page.getByRole('navigation', { name: 'Queue' }).getByRole('button').nth(11).waitFor();
    await waitingNow(12);
    expect(await queue.layoutShifts()).toEqual([]);
    await first.report({ end: { outcome: 'cancelled', reason: null } });
    await page.getByRole('heading', { name: 'Waiting for an answer (0)' }).waitFor();
    expect(await order()).toEqual(before);
    await waitingNow(11);
    await queue.page.getByText('11 waiting', { exact: true }).waitFor();
    const moved = { list: await layoutShifts(), overview: await overview.layoutShifts() };
    expect(moved).toEqual({ list: [], overview: [] });
    for (const other of [queue, overview]) {
      expect(other.problems).toEqual([]);
      await other.context.close();
    }
    await page.getByRole('button', { name: /Move them to the top/ }).click();
    await page.getByRole('heading', { name: 'Waiting for an answer (11)' }).waitFor();
    expect(problems).toEqual([]);
  });
});
