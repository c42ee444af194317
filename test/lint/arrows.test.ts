import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const eslint = new ESLint();

/** What the lint rule on arrows says of an import, as if it stood in this file. */
async function complaintsAbout(file: string, imported: string) {
  const [result] = await eslint.lintText(`import * as other from '${imported}';\nexport { other };\n`, {
    filePath: file,
  });
  return result?.messages
    .filter(({ ruleId }) => ruleId === 'import-x/no-restricted-paths')
    .map(({ message }) => message);
}

it.each([
  ['src/assistance/verdict.ts', '../db/open.js', 1],
  ['src/workflows/deadline.ts', '../config.js', 1],
  ['src/activities/webhooks.ts', '../api/errors.js', 1],
  ['src/activities/webhooks.ts', '../db/open.js', 0],
])('%s may import %s: %i complaints', async (file, imported, complaints) => {
  expect(await complaintsAbout(file, imported)).toHaveLength(complaints);
});
