import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { foldersOf, mayImport } from '../../tools/folder-imports.js';

const subfolders = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const folders = foldersOf(subfolders);

/** A source file in the folder itself, not in a subfolder. */
function fileIn(folder: string): string {
  const path = folder === 'src' ? 'src' : join('src', folder);
  const isCut = folders.some((other) => other.startsWith(`${folder}/`));
  const file = readdirSync(path, { recursive: folder !== 'src' && !isCut, encoding: 'utf8' })
    .sort()
    .find((name) => name.endsWith('.ts') && !name.includes('.test.'));
  if (file === undefined) throw new Error(`${path} has no source file`);
  return join(path, file);
}

const eslint = new ESLint({
  // Only the import rule runs. Without type information that takes a fraction of the time.
  overrideConfig: [tseslint.configs.disableTypeChecked],
  ruleFilter: ({ ruleId }) => ruleId === 'import-x/no-restricted-paths',
});

/** The folders that the lint rule refuses when a new file in `folder` imports one file of each other folder. */
async function refusedIn(folder: string): Promise<string[]> {
  const file = join(dirname(fileIn(folder)), 'a-new-file.ts');
  const others = folders.filter((other) => other !== folder);
  const lines = others.map((other) => {
    const path = relative(dirname(file), fileIn(other)).replace(/\.ts$/, '.js');
    return `import '${path.startsWith('.') ? path : `./${path}`}';`;
  });
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: file });
  const refused = new Set(result?.messages.map(({ line }) => others[line - 1] ?? ''));
  return [...refused].sort();
}

describe('the lint rule on folders', () => {
  it.each(folders.filter((folder) => folder !== 'src'))(
    'lets src/%s import what the table allows, and nothing else',
    async (folder) => {
      const allowed = mayImport[folder] ?? [];
      const refused = folders.filter((other) => other !== folder && !allowed.includes(other)).sort();
      expect(await refusedIn(folder)).toEqual(refused);
    },
  );

  it('refuses every import in a folder that the table does not name', async () => {
    const lonely = [...folders, 'new-folder'];
    const { importZones } = await import('../../tools/folder-imports.js');
    const zone = importZones(lonely).find(({ target }) => target.includes('new-folder'));
    expect(zone?.from).toHaveLength(folders.length);
  });

  it('names only folders that exist', () => {
    const named = Object.entries(mayImport).flatMap(([folder, imported]) => [folder, ...imported]);
    expect(named.filter((folder) => folder !== 'src' && !existsSync(join('src', folder)))).toEqual([]);
    expect(folders.filter((folder) => folder !== 'src' && !(folder in mayImport))).toEqual([]);
  });

  it('is the table that docs/architecture.md shows', () => {
    const shown = readFileSync('docs/architecture.md', 'utf8');
    const rows = [...shown.matchAll(/^\| `src\/([a-z/]+)` +\| (.*?) *\|$/gm)].map(
      ([, folder, imported = '']) => [folder, [...imported.matchAll(/`([a-z/]+)`/g)].map(([, name]) => name)],
    );
    expect(Object.fromEntries(rows)).toEqual(mayImport);
  });
});
