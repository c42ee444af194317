import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Folders of `src` that each folder may not import: the arrows of docs/architecture.md point one way. */
const arrows = {
  assistance: ['workflows', 'activities', 'banks', 'browser', 'api', 'db', 'secrets', 'runtime', 'config.ts'],
  workflows: ['banks', 'browser', 'api', 'db', 'secrets', 'runtime', 'config.ts'],
  activities: ['api', 'runtime', 'config.ts'],
  banks: ['workflows', 'activities', 'api', 'db', 'secrets', 'runtime', 'config.ts'],
  browser: ['workflows', 'activities', 'api', 'db', 'secrets', 'runtime', 'config.ts'],
  api: ['activities', 'browser', 'runtime', 'config.ts'],
  db: ['workflows', 'activities', 'banks', 'browser', 'api', 'runtime', 'config.ts'],
  secrets: ['workflows', 'activities', 'banks', 'browser', 'api', 'db', 'runtime', 'config.ts'],
  webhooks: ['activities', 'banks', 'browser', 'api', 'runtime', 'config.ts'],
  worker: ['api', 'banks', 'runtime', 'config.ts'],
  runtime: ['workflows', 'activities', 'banks', 'browser', 'api', 'db', 'secrets', 'config.ts'],
};

const zones = Object.entries(arrows).map(([folder, forbidden]) => ({
  target: `./src/${folder}`,
  from: forbidden.map((name) => `./src/${name}`),
  message: `src/${folder} must not import this: the arrows between folders point one way.`,
}));

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'dashboard/dist',
      'dashboard/public',
      'dashboard/build.js',
      'test/faults/shifted-clock.js',
      '.data',
      '*.config.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    plugins: { 'import-x': importX },
    // Without it `./x.js` is nobody's file, and no arrow is looked at.
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
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // A workflow names what it asks for by `import type` from activities, which brings no code in.
    files: ['src/workflows/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/activities/**'], allowTypeImports: true, message: 'Types only.' }] },
      ],
    },
  },
  { files: ['dashboard/**'], ...reactHooks.configs.flat.recommended },
  {
    files: ['src/**', 'demo-bank/**'],
    ignores: [
      'src/config.ts',
      'src/start.ts',
      'src/migrate.ts',
      'src/set-current-build.ts',
      'src/demo.ts',
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
          message: 'Only src/config.ts reads the environment; entry points hand it over.',
        },
      ],
    },
  },
);
