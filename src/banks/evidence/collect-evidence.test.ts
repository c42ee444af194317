import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import type { Visit } from '../testing/test-site.js';
import { useTestBanks } from '../testing/test-banks.js';
import { collectEvidence } from './collect-evidence.js';
import { maskColor } from './take-masked-screenshot.js';

const banks = useTestBanks();

/** Two users whose secrets are as wide as each other's in a font of one width. */
const users = [
  { username: 'canaryqwxk', password: 'Zeisig-kvjq', code: 'HX7K2M' },
  { username: 'canarymbtd', password: 'Amsel9-gtrw', code: 'PW4B9T' },
];
type User = (typeof users)[number];

const drawn = (text: string, width = 300): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="30"><text x="4" y="20" font-family="monospace">${text}</text></svg>`,
  )}`;

const inFrame = (text: string): string =>
  `<!doctype html><style>* { font: 14px monospace; margin: 0 }</style><p>${text}</p><input value="${text}" aria-label="${text}">
  <div style="height: 300px"></div><script>scrollTo(0, 6)</script>`;

/** A page that repeats what was typed in every way that a page can. */
const echo = ({ username, password, code }: User, other: string): string => `<!doctype html>
  <title>${username} ${password}</title>
  <style>
    * { font: 14px monospace } body { margin: 4px; background-image: url('${drawn(password, 900)}') }
    .pseudo::before { content: attr(data-text) } .marked { list-style: '${password} ' }
    p, li, button, h2, canvas, iframe { margin: 0 } .wide { width: 300px; height: 30px }
  </style>
  <h1>A page nobody knows</h1>
  <h2 id="${username}-title">Hello ${username}</h2>
  <p>Your password <b>${password.slice(0, 4)}</b><b>${password.slice(4)}</b> is ${password.toUpperCase()}.</p>
  <p>Spread: ${Array.from(code).join(' ')}, ${code.slice(0, 3)}-${code.slice(3)}, ${code.toLowerCase()}</p>
  <p class="pseudo" data-text="From an attribute: ${code}" title="${password}"></p>
  <ul><li class="marked">A marker</li></ul>
  <p>card 4111 1111 1111 1111, IBAN DE89370400440532013000, ana.lopez@mail.example, +49 170 1234567</p>
  <img src="${drawn(code)}" alt="${code}"> <img class="wide" style="content: url('${drawn(username)}')">
  <canvas width="300" height="30" id="drawing"></canvas>
  <svg width="300" height="30"><text x="4" y="20">${password}</text></svg>
  <div class="wide" style="background: url('${drawn(code)}')"></div>
  <p style="position: fixed; right: 0; bottom: 0">Fixed: ${username}</p>
  <p style="transform: rotate(2deg); width: 300px">Turned: ${code}</p>
  <div id="scrolled" style="height: 24px; overflow: auto"><p>Scrolled</p><p>${username}</p><p>${code}</p></div>
  <div id="open"></div><div id="closed"></div>
  <iframe title="${username}" srcdoc='${inFrame(code)}' width="300" height="50"></iframe>
  <iframe id="other" src="${other}" width="300" height="50"></iframe>
  <form>
    <label>Field of ${username} <input name="${username}" value="${password}" placeholder="${code}"></label>
    <textarea aria-label="${password}">${password}</textarea><select><option>${code}</option></select>
    <div contenteditable>${username}</div>
    <input type="submit" value="Go on as ${username}"> <button class="${username}">Not ${username}?</button>
    <a href="?user=${username}">${encodeURIComponent(`${username} ${password}`)}</a>
    <button id="plain">Continue</button>
  </form>
  <div style="height: 900px"></div>
  <script>
    scrollTo(0, 20); document.querySelector('#scrolled').scrollTop = 9;
    const text = ${JSON.stringify(`${username} ${code}`)};
    const pen = document.querySelector('#drawing').getContext('2d');
    pen.font = '14px monospace'; pen.fillText(text, 4, 20);
    const inside = '<style>* { font: 14px monospace } i { display: block; width: 300px; height: 30px; '
      + 'background: url("${drawn(password)}") }</style><button>' + text + '</button><input value="' + text + '"><i></i>';
    document.querySelector('#open').attachShadow({ mode: 'open' }).innerHTML = inside;
    document.querySelector('#closed').attachShadow({ mode: 'closed' }).innerHTML = inside;
  </script>`;

async function fail(user: User) {
  const serve = ({ path }: Visit): string => {
    return path === '/frame' ? inFrame(user.password) : echo(user, `${other}/frame`);
  };
  const bank = banks.create(serve, { timeout_seconds: 1 });
  const other = bank.url.replace('127.0.0.1', 'localhost');
  const page = await banks
    .pool()
    .openContext()
    .then((context) => context.newPage());
  await page.setViewportSize({ width: 1000, height: 900 });
  await page.goto(
    `${bank.url}/hello/${user.username}/${encodeURIComponent(user.password)}?user=${user.username}#${user.code}`,
  );
  expect(await bank.driver.lookAgain(page)).toEqual({ is: 'page_not_recognised' });
  await page.frameLocator('#other').locator('p').waitFor();
  const collected = await collectEvidence(page, {
    bank: 'test',
    step: 'log_in',
    outcome: 'page_not_recognised',
    reason: null,
    secrets: Object.values(user),
    hidesUnknownCodes: false,
  });
  const plain = await page.screenshot();
  await page.context().close();
  if (!collected?.screenshot) throw new Error('There is no evidence.');
  return { ...collected, screenshot: collected.screenshot, plain };
}

test('evidence of a page that repeats what was typed holds none of it', async () => {
  const [first, second] = await Promise.all(users.map(fail));
  if (!first || !second) throw new Error('Two users failed.');

  for (const [at, { evidence }] of [first, second].entries()) {
    const text = JSON.stringify(evidence).toLowerCase();
    const { username, password, code } = users[at] ?? {};
    for (const canary of [username, password, code, '4111', '8937', '0532', 'lopez', '1234567']) {
      if (canary === undefined) throw new Error('A user has three secrets.');
      expect(text).not.toContain(canary.toLowerCase());
    }
  }
  expect(first.evidence).toMatchObject({
    address: expect.stringMatching(/\/hello\/•••\/•••$/) as string,
    title: '••• •••',
    http_status: 200,
  });
  const labels = first.evidence.elements.map(({ label }) => label);
  expect(labels).toContain('A page nobody knows');
  expect(first.evidence.elements).toContainEqual(
    expect.objectContaining({ kind: 'button', label: 'Continue', selector: '#plain' }),
  );
  for (const frame of ['#other', 'body > iframe:nth-of-type(1)'])
    expect(first.evidence.elements).toContainEqual(
      expect.objectContaining({ kind: 'field', frame: [frame] }),
    );

  // The secrets are all that differs, so a picture that shows nothing of them is the same for both.
  expect(first.plain.equals(second.plain)).toBe(false);
  const [one, other] = [decode(first.screenshot), decode(second.screenshot)];
  expect(differences(one, other)).toEqual([]);
  const masked = shareOf(one);
  expect(masked).toBeGreaterThan(0.05);
  expect(masked).toBeLessThan(0.6);
});

test('what came after the time to wait for it is named, with a longer time', async () => {
  const bank = banks.create(() => '<div hidden><input id="user"></div>', { timeout_seconds: 1 });
  const context = await banks.pool().openContext();
  const page = await context.newPage();
  const credentials = { username: 'canary-zr', password: 'secret-zr', secrets: {} };
  expect(await bank.driver.openLogin(page, credentials)).toEqual({ is: 'not_submitted', reason: 'no_field' });
  await page.evaluate(`document.querySelector('div').hidden = false`);
  const failure = { bank: 'test', step: 'log_in', outcome: 'not_submitted', reason: 'no_field' } as const;
  const collected = await collectEvidence(page, { ...failure, secrets: [], hidesUnknownCodes: false });
  expect(collected?.evidence).toMatchObject({
    cause: 'came_late',
    waited_for: { selector: '#user' },
    suggestions: [{ yaml: 'timeout_seconds: 2' }],
  });
  await context.close();
});

test('evidence of a page that does not respond says so, and has what its driver noted', async () => {
  const bank = banks.create(() => '<h1>Hello canary-zq</h1>', { timeout_seconds: 1 });
  const context = await banks.pool().openContext();
  const page = await context.newPage();
  const credentials = { username: 'canary-zq', password: 'secret-zq', secrets: {} };
  expect(await bank.driver.openLogin(page, credentials)).toMatchObject({ is: 'not_submitted' });
  // Whatever runs in the page stands still from now on.
  const devtools = await context.newCDPSession(page);
  await devtools.send('Debugger.enable');
  await devtools.send('Debugger.pause');
  const failure = { bank: 'test', step: 'log_in', outcome: 'not_submitted', reason: 'no_field' } as const;
  const secrets = Object.values(credentials).filter((one) => typeof one === 'string');
  const collected = await collectEvidence(page, { ...failure, secrets, hidesUnknownCodes: false }, 300);
  expect(collected).toMatchObject({
    screenshot: null,
    evidence: {
      cause: 'not_read',
      was_slow: true,
      waited_for: { selector: '#user' },
      address: expect.stringMatching(/^http/) as string,
      elements: [],
    },
  });
  await devtools.send('Debugger.disable');
  await context.close();
});

/** The lines of the picture in which two differ, with the columns. */
function differences(one: Picture, other: Picture): string[] {
  const lines = Array.from({ length: one.height }, (_, y) => {
    const [from, to] = [y * one.width * one.channels, (y + 1) * one.width * one.channels];
    const differing = Array.from(one.data.subarray(from, to).entries()).filter(
      ([at, value]) => other.data[from + at] !== value,
    );
    const columns = differing.map(([at]) => Math.floor(at / one.channels));
    return columns.length === 0 ? '' : `line ${y}, columns ${columns[0] ?? ''} to ${columns.at(-1) ?? ''}`;
  });
  return lines.filter((line) => line !== '').slice(0, 20);
}

type Picture = ReturnType<typeof decode>;

function shareOf({ data, channels, width, height }: Picture): number {
  let count = 0;
  for (let at = 0; at < data.length; at += channels)
    if (maskColor.every((value, channel) => data[at + channel] === value)) count += 1;
  return count / (width * height);
}
