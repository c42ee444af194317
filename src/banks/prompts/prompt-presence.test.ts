import { expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();

const presenceOn = async (html: string): Promise<unknown> => {
  const bank = banks.create(html);
  const page = await bank.open();
  const presence = await bank.driver.codePagePresence?.(page);
  await page.context().close();
  return presence;
};

const later = (ms: number, script: string): string =>
  `<script>setTimeout(() => { ${script} }, ${ms});</script>`;

const pages: [what: string, html: string, presence: string][] = [
  ['a code page', codeForm, 'there'],
  ['a code page whose field is disabled', codeForm.replace('<input ', '<input disabled '), 'there'],
  [
    'a code page that is drawn again',
    `<div id="app"></div>${later(900, `document.getElementById('app').innerHTML = \`${codeForm}\``)}`,
    'there',
  ],
  ['the login page', loginForm, 'gone'],
  ['the login page with the error of a refused code', `<p id="otp-error">Wrong</p>${loginForm}`, 'gone'],
  ['the code page after its field was hidden', `${codeForm}${later(0, `otp.hidden = true`)}`, 'gone'],
];
test.concurrent.for(pages)('presence of the code page: %s', async ([, html, presence], { expect }) => {
  expect(await presenceOn(html)).toBe(presence);
});

const requests = {
  choice: { options: ['sms', 'email'].map((id) => ({ id, select: `#${id}` })) },
  question: { text: '#question', input: '#answer' },
  pages: [
    { selector: '#ways', frame: 'iframe', is: 'choice_required' },
    { selector: '#question', is: 'question' },
    { selector: '#otp', is: 'code_required' },
    { selector: '#accounts', is: 'logged_in' },
  ],
};
const inFrame = '<iframe srcdoc="<p id=ways><button id=email>Mail</button></p>"></iframe>';
test.concurrent.for([
  ['choice_required', 'one of its options, in its frame', inFrame, 'there'],
  ['choice_required', 'its frame without any', '<iframe srcdoc="<p id=ways>Sent</p>"></iframe>', 'gone'],
  ['question', 'its field', '<p id="question">Pet?</p><input id="answer">', 'there'],
  ['question', 'the login page', loginForm, 'gone'],
] as const)('presence of %s: %s', async ([kind, , html, presence], { expect }) => {
  const bank = banks.create(html, requests);
  expect(await bank.driver.promptPresence?.(await bank.open(), kind)).toBe(presence);
});

test('presence of the code page: a page that does not respond', async () => {
  const bank = banks.create(codeForm);
  const page = await bank.open();
  const hanging = page.evaluate('for (;;);').catch(() => 'closed');
  expect(await bank.driver.codePagePresence?.(page)).toBe('unclear');
  await page.context().close();
  expect(await hanging).toBe('closed');
});

test('looking for the code page changes nothing on it', async () => {
  const bank = banks.create(`${codeForm}<script>
    window.changes = 0;
    new MutationObserver((all) => { window.changes += all.length; })
      .observe(document, { subtree: true, childList: true, attributes: true });
    for (const type of ['focusin', 'input', 'click', 'keydown', 'pointermove'])
      addEventListener(type, () => { window.changes += 1; }, true);
  </script>`);
  const page = await bank.open();
  await page.evaluate('window.changes = 0');
  expect(await bank.driver.codePagePresence?.(page)).toBe('there');
  expect(await page.evaluate('window.changes')).toBe(0);
  expect(bank.visits).toHaveLength(1);
});
