import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { bankFileJsonSchema } from './bank-file-json-schema.js';

const published = new URL('../../../docs/bank-file.schema.json', import.meta.url);

/** `npx vitest run src/banks/file -u` writes it anew. */
test('the published schema is that of the code', async () => {
  await expect(`${JSON.stringify(bankFileJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(published.pathname);
});

const isValid = new Ajv2020({ strict: false }).compile(bankFileJsonSchema());
const demo = new URL('../../../demo-bank/banks/demo.yaml', import.meta.url);

test('an editor accepts a file with variables of the environment', async () => {
  const file: unknown = parse(await readFile(demo, 'utf8'));
  expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true);
});

test('an editor accepts a file with steps', async () => {
  const { fields, ...file } = parse(await readFile(demo, 'utf8')) as Record<string, unknown>;
  expect(fields).toBeDefined();
  expect(isValid({ ...file, login: [{ fill: '#a', with: 'username' }, { click: '#b' }] })).toBe(true);
});

test.each([
  ['a file with fields and login', { login: [{ click: '#a' }] }],
  ['a key that is not known', { captcha: true }],
  ['a step of two kinds', { fields: undefined, login: [{ click: '#a', fill: '#b' }] }],
  ['a step without its value', { fields: undefined, login: [{ fill: '#a' }] }],
  ['a kind of page that is not known', { pages: [{ selector: '#a', is: 'captcha' }] }],
  ['a number that is too large', { timeout_seconds: 1_000 }],
])('an editor marks %s', async (_what, changes) => {
  const file = parse(await readFile(demo, 'utf8')) as object;
  expect(isValid(JSON.parse(JSON.stringify({ ...file, ...changes })))).toBe(false);
});
