import { expect, test } from 'vitest';
import { codeForm, loginForm, useTestBanks } from './testing/test-banks.js';

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
