import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { WebSocket } from 'ws';
import { trafficOf } from './page-traffic.js';
import { codeForm, loginForm, type TestBank, useTestBanks } from '../testing/test-banks.js';
import type { Connect, Serve, Visit } from '../testing/test-site.js';

/** Pages that show something before the bank has said it, or that hear of it in an unusual way. */
const banks = useTestBanks();
const credentials = { username: 'ada', password: 'secret', secrets: {} };
const accounts = '<h1 id="accounts">Accounts</h1>';
const right = '246813';
const wrong = '999999';

/** A code page whose script asks the bank in `submit`, and answers by `drawn(isRight)`. */
const codePage = (script: string): string => `
  <main>${codeForm}</main><script>
  const el = (id) => document.getElementById(id);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const form = () => { document.querySelector('main').innerHTML = \`${codeForm}\`; };
  const refuse = (text = 'Wrong code') => { const e = el('otp-error'); e.textContent = text; e.hidden = false; el('otp').value = ''; };
  const letIn = () => { document.querySelector('main').innerHTML = '${accounts}'; };
  window.judged = (isRight) => (isRight ? letIn() : refuse());
  const post = async (path, body) => (await fetch(path, { method: 'POST', body })).text();
  addEventListener('submit', (event) => { event.preventDefault(); submit(el('otp').value); });
  ${script}
  </script>`;

/** A bank that takes `ms` to judge a code, and says meanwhile that it is not ready. */
function createJudge(ms: number) {
  const judged: string[] = [];
  let verdict: string | null = null;
  return {
    judged,
    take(code: string, then: (verdict: string) => void = () => undefined): void {
      verdict = null;
      judged.push(code);
      setTimeout(() => {
        verdict = code === right ? 'right' : 'wrong';
        then(verdict);
      }, ms);
    },
    verdict: (): string => verdict ?? 'wait',
  };
}

interface Way {
  serve: (
    judge: ReturnType<typeof createJudge>,
    visit: Visit,
  ) => ReturnType<Serve> | undefined | Promise<string | undefined>;
  connect?: (judge: ReturnType<typeof createJudge>) => Connect;
  script: string;
  judgeMs: number;
}

/** Says at once what the bank thinks of the code. */
const judges: Way['serve'] = async (judge, { path, body }) =>
  path === '/judge' ? await new Promise<string>((resolve) => judge.take(body, resolve)) : undefined;
/** How often the page asks what became of the code. */
const poll = `const poll = async () => { await pause(700); const said = await post('verdict');
  if (said === 'wait') poll(); else judged(said === 'right'); };`;
const takesCode: Way['serve'] = (judge, { path, body }) => {
  if (path === '/take') judge.take(body);
  return path === '/verdict' ? judge.verdict() : path === '/take' ? 'taken' : undefined;
};

/** Also answers a page that asks whether it is still logged in. */
const alsoAlive =
  (serve: Way['serve']): Way['serve'] =>
  (judge, visit) =>
    visit.path === '/alive' ? 'yes' : serve(judge, visit);

const ways: Record<string, Way> = {
  'the accounts are shown at once, and taken back when the bank refuses': {
    judgeMs: 900,
    serve: judges,
    script: `const submit = async (code) => { letIn(); const said = await post('judge', code);
      if (said !== 'right') { form(); refuse(); } };`,
  },
  'the form is drawn again at once, and the answer is polled for': {
    judgeMs: 2_000,
    serve: takesCode,
    script: `${poll} const submit = async (code) => { form(); el('otp').value = code; await post('take', code); poll(); };`,
  },
  'the form is drawn again when the bank has taken the code, and the answer is polled for': {
    judgeMs: 2_000,
    serve: takesCode,
    script: `${poll} const submit = async (code) => { await post('take', code); form(); poll(); };`,
  },
  'the accounts are shown at once, and the answer is polled for': {
    judgeMs: 2_000,
    serve: takesCode,
    script: `const poll = async () => { await pause(700); const said = await post('verdict');
      if (said === 'wait') poll(); else if (said === 'wrong') { form(); refuse(); } };
      const submit = async (code) => { letIn(); await post('take', code); poll(); };`,
  },
  'the accounts are shown at once by a page that is still busy when the bank answers, and polls then': {
    judgeMs: 1_000,
    serve: takesCode,
    script: `const poll = async () => { await pause(700); const said = await post('verdict');
      if (said === 'wait') poll(); else if (said === 'wrong') { form(); refuse(); } };
      const submit = async (code) => { letIn(); const taken = post('take', code);
        for (const busyUntil = performance.now() + 100; performance.now() < busyUntil;);
        await taken; poll(); };`,
  },
  'the accounts are shown at once, after a question that the page has never asked before': {
    judgeMs: 900,
    serve: alsoAlive(judges),
    script: `const submit = async (code) => { await (await fetch('alive')).text(); letIn(); await pause(400);
      const said = await post('judge', code); if (said !== 'right') { form(); refuse(); } };`,
  },
  'the accounts are shown between such a question and the code, whose answer is polled for': {
    judgeMs: 900,
    serve: alsoAlive(takesCode),
    script: `const poll = async () => { await pause(700); const said = await post('verdict');
      if (said === 'wait') poll(); else if (said === 'wrong') { form(); refuse(); } };
      const submit = async (code) => { await (await fetch('alive')).text(); letIn(); await post('take', code); poll(); };`,
  },
  'the page is busy for seconds with the press, and then sends the code': {
    judgeMs: 100,
    serve: judges,
    script: `const submit = async (code) => { for (const busyUntil = performance.now() + 3200; performance.now() < busyUntil;);
      await pause(600); judged((await post('judge', code)) === 'right'); };`,
  },
  'a beacon carries the code, and the answer is polled for': {
    judgeMs: 1_200,
    serve: takesCode,
    script: `${poll} const submit = (code) => { navigator.sendBeacon('take', code); form(); poll(); };`,
  },
  'an event stream that was there before brings the answer, and the old error counts down': {
    judgeMs: 2_500,
    serve: (judge, { path, body }) => {
      if (path === '/events')
        return {
          stream: (res) => {
            res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
            streams.set(judge, res);
          },
        };
      if (path !== '/take') return undefined;
      judge.take(body, (verdict) => streams.get(judge)?.write(`data: ${verdict}\n\n`));
      return 'taken';
    },
    script: `let left = 60; setInterval(() => { left -= 1; const e = el('otp-error'); if (e && !e.hidden) e.textContent = 'Wrong code, valid for ' + left + ' s'; }, 1000);
      new EventSource('events').onmessage = ({ data }) => judged(data === 'right');
      const submit = (code) => post('take', code);`,
  },
  'a socket carries the code and its answer': {
    judgeMs: 1_200,
    serve: () => undefined,
    connect: (judge) => (socket: WebSocket) => {
      socket.on('message', (data: Buffer) => judge.take(data.toString(), (verdict) => socket.send(verdict)));
    },
    script: `const socket = new WebSocket(location.href.replace('http', 'ws').replace('code', 'socket'));
      socket.onmessage = ({ data }) => judged(data === 'right');
      const submit = (code) => { form(); socket.send(code); };`,
  },
  'a form is posted into a hidden frame': {
    judgeMs: 1_000,
    serve: async (judge, { path, form }) => {
      if (path !== '/framed') return undefined;
      const verdict = await new Promise<string>((resolve) => judge.take(form.get('code') ?? '', resolve));
      return `<script>parent.judged(${verdict === 'right'})</script>`;
    },
    script: `const submit = (code) => { form(); const frame = document.createElement('iframe'); frame.name = 'hidden'; frame.hidden = true;
      document.body.append(frame); const sent = document.createElement('form'); sent.method = 'post'; sent.action = 'framed'; sent.target = 'hidden';
      sent.innerHTML = '<input name="code">'; sent.firstChild.value = code; sent.hidden = true; document.body.append(sent); sent.submit(); };`,
  },
  'the error is shown for a moment, beside a long poll that begins again': {
    judgeMs: 300,
    serve: async (judge, { path, body }) => {
      if (path === '/news') return await sleep(20_000, '');
      return path === '/judge'
        ? await new Promise<string>((resolve) => judge.take(body, resolve))
        : undefined;
    },
    script: `let stop; const listen = () => { stop = new AbortController(); fetch('news', { signal: stop.signal }).then(listen, () => {}); }; listen();
      const submit = async (code) => { stop.abort(); const said = await post('judge', code);
        if (said === 'right') return letIn(); refuse(); listen(); setTimeout(() => { el('otp-error').hidden = true; }, 900); };`,
  },
};
const streams = new Map<ReturnType<typeof createJudge>, ServerResponse>();

describe.concurrent('a code is answered by the bank alone', () => {
  test.for(Object.entries(ways))('%s', async ([, { judgeMs, serve, connect, script }], { expect }) => {
    const judge = createJudge(judgeMs);
    const bank = banks.create(
      async (visit) => (await serve(judge, visit)) ?? codePage(script),
      { timeout_seconds: 10 },
      connect?.(judge),
    );
    const page = await bank.open();
    expect(await bank.driver.submitCode(page, wrong)).toMatchObject({ is: 'code_rejected' });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
    expect(judge.judged).toEqual([wrong, right]);
    await page.context().close();
  });
});

describe.concurrent('an error that a page does not draw again', () => {
  const refuseOnce = `const submit = async (code) => { const said = await post('judge', code);
    if (said === 'right') letIn(); else if (el('otp-error').hidden) refuse(); };`;
  const another = '888888';
  /** The code page, in a page that is watched since before it was opened. */
  async function openWatched(bank: TestBank): Promise<Page> {
    const page = await bank.open('/blank');
    trafficOf(page);
    await page.goto(`${bank.url}/code`);
    return page;
  }

  /** A bank whose verdict comes by an event stream after `ms`. */
  function bankWithStream(ms: number, script: string): TestBank {
    const judge = createJudge(ms);
    return banks.create(
      ({ path, body }) => {
        if (path === '/events') {
          return {
            stream: (res) => {
              res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
              streams.set(judge, res);
            },
          };
        }
        if (path !== '/judge') return codePage(script);
        judge.take(body, (verdict) => streams.get(judge)?.write(`data: ${verdict}\n\n`));
        return 'taken';
      },
      { timeout_seconds: 12 },
    );
  }

  test('is the refusal of the next code too', async () => {
    const judge = createJudge(100);
    const bank = banks.create(async (visit) => (await judges(judge, visit)) ?? codePage(refuseOnce), {
      timeout_seconds: 10,
    });
    const page = await openWatched(bank);
    for (const code of [wrong, another])
      expect(await bank.driver.submitCode(page, code)).toEqual({
        is: 'code_rejected',
        bankMessage: 'Wrong code',
      });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
    expect(judge.judged).toEqual([wrong, another, right]);
  });

  test('is the refusal of the next code too when it counts down until it is hidden', async () => {
    const judge = createJudge(100);
    const bank = banks.create(
      async (visit) =>
        (await judges(judge, visit)) ??
        codePage(`let left = 90, hides;
        setInterval(() => { left -= 1; if (!el('otp-error').hidden) el('otp-error').textContent = 'Wrong code ' + left; }, 700);
        const submit = async (code) => { if ((await post('judge', code)) === 'right') return letIn();
          refuse(); clearTimeout(hides); hides = setTimeout(() => { el('otp-error').hidden = true; }, 2500); };`),
      { timeout_seconds: 10 },
    );
    const page = await openWatched(bank);
    for (const code of [wrong, another])
      expect(await bank.driver.submitCode(page, code)).toMatchObject({ is: 'code_rejected' });
    expect(await bank.driver.submitCode(page, right)).toEqual({ is: 'logged_in' });
    expect(judge.judged).toEqual([wrong, another, right]);
  });

  test('is no refusal when it counts down and is hidden before a stream brings the answer', async () => {
    const bank = bankWithStream(
      5_000,
      `let left = 90; refuse();
          const count = setInterval(() => { left -= 1; el('otp-error').textContent = 'Wrong code ' + left; }, 500);
          new EventSource('events').onmessage = ({ data }) => judged(data === 'right');
          const submit = (code) => { post('judge', code); el('otp-error').textContent = 'Wrong code';
            setTimeout(() => { clearInterval(count); el('otp-error').hidden = true; }, 2500); };`,
    );
    expect(await bank.driver.submitCode(await openWatched(bank), right)).toEqual({ is: 'logged_in' });
  });

  test('is no refusal while a stream may bring the answer', async () => {
    const bank = bankWithStream(
      8_000,
      `refuse();
          new EventSource('events').onmessage = ({ data }) => judged(data === 'right');
          const submit = (code) => post('judge', code);`,
    );
    expect(await bank.driver.submitCode(await openWatched(bank), right)).toEqual({ is: 'logged_in' });
  });

  test('is no refusal on a page that was not watched from its beginning', async () => {
    const bank = banks.create(
      ({ path }) => (path === '/judge' ? 'no' : codePage(`refuse(); ${refuseOnce}`)),
      {
        timeout_seconds: 9,
      },
    );
    expect(await bank.driver.submitCode(await bank.open(), wrong)).toEqual({ is: 'page_not_recognised' });
  });

  test('is no refusal where the code met a failure of the server', async () => {
    const page = codePage(`refuse(); ${refuseOnce}`);
    const bank = banks.create(({ path }) => (path === '/judge' ? { status: 503, html: '' } : page), {
      timeout_seconds: 9,
    });
    expect(await bank.driver.submitCode(await openWatched(bank), wrong)).toEqual({ is: 'unavailable' });
  });
});

describe.concurrent('what a page says without its bank', () => {
  test('accounts that are drawn before the page knows who is there are no login', async () => {
    const bank = banks.create(async ({ path, method }) => {
      if (path === '/me') return await sleep(1_200, { status: 401, html: '' });
      if (method === 'POST') return codeForm;
      return `<div id="app">${accounts}</div><script>
        fetch('me').then(({ status }) => { if (status === 401) document.getElementById('app').innerHTML = \`${loginForm}\`; })</script>`;
    });
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toMatchObject({
      is: 'code_required',
    });
    expect(bank.visits.flatMap(({ form }) => form.getAll('pass'))).toEqual(['secret']);
  });

  test('an old complaint on the login page is not about these credentials', async () => {
    const bank = banks.create(({ method }) =>
      method === 'POST' ? accounts : `<p id="bad-login">You were logged out</p>${loginForm}`,
    );
    expect(await bank.driver.openLogin(await bank.open('/blank'), credentials)).toEqual({ is: 'logged_in' });
  });

  const ownChecks: [what: string, script: string, answer: object][] = [
    [
      'an error of its own check',
      `const submit = () => refuse('Check the code');`,
      { is: 'not_submitted', reason: 'page_check' },
    ],
    ['nothing', `const submit = () => undefined;`, { is: 'not_submitted', reason: 'no_request' }],
    ['the form once more', `const submit = () => form();`, { is: 'not_submitted', reason: 'no_request' }],
  ];
  test.for(ownChecks)('%s is no refusal of a code', async ([, script, answer], { expect }) => {
    const bank = banks.create(codePage(script), { timeout_seconds: 6 });
    expect(await bank.driver.submitCode(await bank.open(), wrong)).toEqual(answer);
  });

  test('an error that was there before the bank was asked is no refusal', async () => {
    const page = codePage(`const submit = async () => { refuse(); await post('log', 'refused'); };`);
    // A bank on this machine answers sooner than a busy page can note when it was drawn.
    const bank = banks.create(async ({ path }) => (path === '/log' ? await sleep(100, '') : page), {
      timeout_seconds: 6,
    });
    expect(await bank.driver.submitCode(await bank.open(), wrong)).toEqual({ is: 'page_not_recognised' });
  });
});

describe.concurrent('a wall clock that is set means nothing:', () => {
  /** A page whose wall clock differs from that of this process. */
  async function open(bank: TestBank, differenceMs: number): Promise<Page> {
    const page = await bank.open('/blank');
    await page.addInitScript(`{ const value = performance.timeOrigin + ${differenceMs};
      Object.defineProperty(performance, 'timeOrigin', { value }); }`);
    await page.goto(`${bank.url}/code`);
    return page;
  }

  test.for([-60_000, 60_000])('a refusal is one, by %d ms', async (differenceMs, { expect }) => {
    const judge = createJudge(300);
    const { serve, script, connect } = ways['a socket carries the code and its answer'] ?? {};
    expect(serve).toBeDefined();
    const bank = banks.create(
      async (visit) => (await judges(judge, visit)) ?? codePage(script ?? ''),
      {},
      connect?.(judge),
    );
    expect(await bank.driver.submitCode(await open(bank, differenceMs), wrong)).toMatchObject({
      is: 'code_rejected',
    });
  });

  test.for([-60_000, 60_000])(
    'an error from before the answer is none, by %d ms',
    async (differenceMs, { expect }) => {
      const page = codePage(`const submit = async () => { refuse(); await post('log', 'refused'); };`);
      const bank = banks.create(async ({ path }) => (path === '/log' ? await sleep(100, '') : page), {
        timeout_seconds: 6,
      });
      const answer = await bank.driver.submitCode(await open(bank, differenceMs), wrong);
      expect(answer).toEqual({ is: 'page_not_recognised' });
    },
  );
});

test('a request that began with the accounts delays them, and only so long as it is open', async () => {
  const bank = banks.create(async ({ method, path }) => {
    if (path === '/news') return await sleep(1_500, '');
    return method === 'POST' ? `${accounts}<script>fetch('news')</script>` : loginForm;
  });
  const page = await bank.open('/blank');
  const begunMs = performance.now();
  expect(await bank.driver.openLogin(page, credentials)).toEqual({ is: 'logged_in' });
  expect(performance.now() - begunMs).toBeGreaterThan(1_500);
  expect(performance.now() - begunMs).toBeLessThan(4_500);
});
