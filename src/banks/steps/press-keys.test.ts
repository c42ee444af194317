import { describe, expect, test } from 'vitest';
import { useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();

/** A form whose keys append their `data-v` to the field `entry`. */
const keypad = (keys: string, script = '') => `<form method="post"><input id="user" name="user">
  <div id="keys">${keys}</div><input type="hidden" name="entry" id="entry"><button id="go">Go</button></form>
  <script>
    document.querySelector('#keys').addEventListener('click', ({ target }) => {
      const key = target.closest('button');
      if (key) document.querySelector('#entry').value += key.dataset.v;
    });
    ${script}
  </script>`;
const key = (value: string, text = value, more = '') =>
  `<button type="button" data-v="${value}" ${more}>${text}</button>`;

/** What the bank got from a login with one step between user name and button; `null` where nothing was sent. */
async function enter(page: string, step: object, password: string) {
  const bank = banks.create(({ method }) => (method === 'POST' ? '<h1 id="accounts">Accounts</h1>' : page), {
    fields: undefined,
    timeout_seconds: 6,
    login: [{ fill: '#user', with: 'username' }, step, { click: '#go' }],
  });
  const tab = await bank.open('/blank');
  const answer = await bank.driver.openLogin(tab, { username: 'ada', password, secrets: {} });
  const sent = bank.visits.find(({ method }) => method === 'POST')?.form ?? null;
  const entered: unknown = await tab.evaluate(`document.querySelector('#entry')?.value`);
  return { answer, sent, entered };
}

describe.concurrent('keys of a keypad', () => {
  const keys = { keypad: '#keys button', with: 'password' };

  test('are known by their text, whatever space is around it', async () => {
    const page = keypad(key('a', ' <b> 1 </b> ') + key('b', '2') + key('c', '3'));
    const { answer, sent } = await enter(page, { ...keys, by: 'text' }, '3121');
    expect(answer).toEqual({ is: 'logged_in' });
    expect(sent?.get('entry')).toBe('caba');
  });

  test('are known by an attribute', async () => {
    const page = keypad(key('a', '■', 'aria-label="1"') + key('b', '■', 'aria-label="2"'));
    const { sent } = await enter(page, { ...keys, by: 'aria-label' }, '212');
    expect(sent?.get('entry')).toBe('bab');
  });

  test('with several characters are pressed for each, and one of its own comes first', async () => {
    const page = keypad(key('a', '1 or 7') + key('b', '2 or 8') + key('c', '1'));
    const { sent } = await enter(page, { ...keys, by: 'text' }, '817');
    expect(sent?.get('entry')).toBe('bca');
  });

  test('are read again when a late script has changed their order', async () => {
    const shuffle = `
      const keys = document.querySelector('#keys');
      document.querySelector('#user').addEventListener('input', () => {
        setTimeout(() => keys.prepend(keys.lastElementChild), 90);
      });`;
    const page = keypad(key('1') + key('2') + key('3'), shuffle);
    const { sent } = await enter(page, { ...keys, by: 'text' }, '1233');
    expect(sent?.get('entry')).toBe('1233');
  });

  test.each([
    ['a character has no key', key('1') + key('2')],
    ['two keys have one character', key('1') + key('2', '2 or 3') + key('4', '3 or 4')],
  ])('none is pressed and nothing is sent when %s', async (_, drawn) => {
    const { answer, sent, entered } = await enter(keypad(drawn), { ...keys, by: 'text' }, '123');
    expect(answer).toEqual({ is: 'not_submitted', reason: 'no_key' });
    expect([sent, entered]).toEqual([null, '']);
  });
});

describe.concurrent('asked characters', () => {
  const password = 'bluebottle';
  const asked = { asked: '.asked', with: 'password', position: 'label' };
  const field = (label: string, more = '') =>
    `<label>${label} <input class="asked" name="character" maxlength="1" ${more}></label>`;
  const characters = (sent: URLSearchParams | null) => sent?.getAll('character').join('');

  test('are typed by the number in the label of each field', async () => {
    const page = keypad(field('Character 10') + field('2nd') + field('Third character: 3'));
    const { answer, sent } = await enter(page, asked, password);
    expect(answer).toEqual({ is: 'logged_in' });
    expect(characters(sent)).toBe('elu');
  });

  test('are typed by an attribute, and fields that are disabled are left alone', async () => {
    const page = keypad(field('', 'data-n="1" disabled') + field('', 'data-n="4"'));
    const { sent } = await enter(page, { ...asked, position: 'data-n' }, password);
    expect(characters(sent)).toBe('e');
  });

  test('are selected, in capital letters too', async () => {
    const options = ['A', 'B', 'L', 'U'].map((letter) => `<option value="${letter}1">${letter}</option>`);
    const page = keypad(
      `<label>3 <select class="asked" name="character">${options.join('')}</select></label>`,
    );
    expect(characters((await enter(page, asked, password)).sent)).toBe('U1');
  });

  test('are pressed on a keypad, in the order of the fields', async () => {
    const fields = ['6', '1'].map((n) => `<input class="asked" readonly data-n="${n}">`).join('');
    const page = keypad(fields + Array.from('blueot', (letter) => key(letter)).join(''));
    const step = { ...asked, position: 'data-n', keys: '#keys button', by: 'text' };
    expect((await enter(page, step, password)).sent?.get('entry')).toBe('ob');
  });

  test.each([
    ['a field has no number', field('First character')],
    ['the password is too short', field('Character 11')],
  ])('are not sent when %s', async (_, fields) => {
    const { answer, sent } = await enter(keypad(fields), asked, password);
    expect(answer).toEqual({ is: 'not_submitted', reason: 'not_typed' });
    expect(sent).toBeNull();
  });
});
