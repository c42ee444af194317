import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requestSites } from './request-sites.js';
import { sites } from './sites.js';

const recipes = await readFile(new URL('../../docs/bank-recipes.md', import.meta.url), 'utf8');
const linked = /\(\.\.\/demo-bank\/gallery\/banks\/([a-z-]+)\.yaml\)/g;

/** The extracts of each section with the bank files that it links. */
const sections = recipes.split(/^#{2,3} /m).map((text) => ({
  title: text.split('\n')[0] ?? '',
  extracts: Array.from(text.matchAll(/^```yaml\n([^]*?)^```$/gm), ([, extract = '']) => extract),
  shapes: Array.from(text.matchAll(linked), ([, shape = '']) => shape),
}));
const withoutIndentation = (text: string) => text.replace(/^ +/gm, '');
const extracts = sections.flatMap(({ title, extracts, shapes }) =>
  extracts.map((extract) => ({ title, extract, shapes })),
);

test('each site has a recipe, and each link leads to the file of a site', () => {
  const shapes = sections.flatMap((section) => section.shapes);
  expect([...new Set(shapes)].sort()).toEqual([...sites, ...requestSites].map(({ shape }) => shape).sort());
});

test.each(extracts)(
  '$title: the extract is a part of a linked file: $extract',
  async ({ extract, shapes }) => {
    const files = await Promise.all(
      shapes.map((shape) => readFile(new URL(`banks/${shape}.yaml`, import.meta.url), 'utf8')),
    );
    expect(files.some((file) => withoutIndentation(file).includes(withoutIndentation(extract)))).toBe(true);
  },
);
