import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { foldersOf, importZones } from './tools/folder-imports.js';

const subfolders = (folder) =>
  readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const typesOnly = (files, imported) => ({
  files: [files],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [{ group: [imported], allowTypeImports: true, message: 'Import types only.' }] },
    ],
  },
});

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'bin',
      'dist',
      'dashboard/dist',
      'built',
      'dashboard/public',
      'dashboard/build.js',
      'tools/**/*.js',
      'test/faults/shifted-clock.js',
      'test/laboratory/page',
      '.data',
      '*.config.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    plugins: { 'import-x': importX },
    // Without it `./x.js` cannot be resolved to a `.ts` file, and the rule on folders checks nothing.
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
        }),
      ],
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: importZones(foldersOf(subfolders)) }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  // Loading Playwright takes 70 MB. Only src/browser/open-browser.ts does it, when the first browser is opened.
  { ...typesOnly('src/**', 'playwright-core'), ignores: ['**/*.test.ts'] },
  // Workflow code runs in a sandbox and activities outside it: each names the other by `import type`, which brings no code in.
  typesOnly('src/workflows/**', '**/activities/**'),
  typesOnly('src/{logins,deliveries}/**', '**/workflows/**'),
  { files: ['dashboard/**'], ...reactHooks.configs.flat.recommended },
  {
    files: ['src/**', 'demo-bank/**'],
    ignores: [
      'src/config.ts',
      'src/start.ts',
      'src/migrate.ts',
      'src/set-current-build.ts',
      'src/worker-health.ts',
      'src/demo.ts',
      'src/cli.ts',
      'src/server.ts',
      'src/worker.ts',
      'demo-bank/main.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only src/config.ts and the entry points read the environment.',
        },
      ],
    },
  },
);
