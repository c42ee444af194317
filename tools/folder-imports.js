/**
 * What each folder of `src` may import from the others: an allow list. A folder that is not named here may import
 * nothing. Folders cut by subject (`api`, `assistance`, `banks`, `db`) are listed by their subfolders; their own name stands
 * for the files that lie directly in them. Entry points (`src/*.ts`) may import everything.
 * docs/architecture.md shows the same table; test/lint/folder-imports.test.ts compares the two and probes every pair.
 */
export const mayImport = {
  process: [],
  'assistance/message': ['assistance'],
  assistance: ['assistance/message'],
  'assistance/notifications': ['assistance'],

  tracing: [],
  temporal: ['assistance'],
  workflows: ['assistance', 'temporal', 'activities'],

  browser: ['assistance'],
  'banks/file': ['assistance'],
  banks: ['assistance', 'browser', 'banks/file'],
  'banks/page': ['browser', 'banks/file', 'banks/testing'],
  'banks/typing': ['browser', 'banks/page', 'banks/testing'],
  'banks/steps': [
    'assistance',
    'browser',
    'banks',
    'banks/file',
    'banks/page',
    'banks/typing',
    'banks/testing',
  ],
  'banks/prompts': ['browser', 'banks', 'banks/file', 'banks/page', 'banks/steps', 'banks/testing'],
  'banks/form': [
    'browser',
    'banks',
    'banks/file',
    'banks/page',
    'banks/steps',
    'banks/prompts',
    'banks/load',
    'banks/testing',
  ],
  'banks/load': ['browser', 'banks', 'banks/file', 'banks/page', 'banks/form', 'banks/testing'],
  'banks/evidence': [
    'assistance',
    'browser',
    'banks',
    'banks/file',
    'banks/page',
    'banks/steps',
    'banks/form',
    'banks/testing',
  ],
  'banks/testing': ['browser', 'banks', 'banks/file', 'banks/form'],
  secrets: [],

  'db/tables': ['assistance', 'assistance/notifications'],
  'db/migrations': [],
  db: ['db/tables', 'db/migrations'],
  'db/events': ['db', 'db/tables', 'assistance', 'assistance/notifications'],
  'db/accounts': ['db', 'db/tables', 'db/events', 'assistance', 'secrets'],
  'db/logins': ['db', 'db/tables', 'db/events', 'db/accounts', 'assistance', 'secrets'],
  'db/deliveries': ['db', 'db/tables', 'db/events', 'assistance', 'assistance/notifications'],
  'db/keys': ['db', 'db/tables', 'secrets'],
  'db/numbers': ['assistance', 'db'],
  'db/mailboxes': ['db'],

  deliveries: [
    'process',
    'assistance',
    'assistance/notifications',
    'temporal',
    'workflows',
    'secrets',
    'db',
    'db/deliveries',
  ],
  mailboxes: ['process', 'assistance', 'assistance/notifications', 'deliveries'],
  logins: ['process', 'assistance', 'temporal', 'workflows', 'db', 'db/events', 'db/logins', 'db/deliveries'],
  activities: [
    'process',
    'assistance',
    'temporal',
    'banks',
    'banks/evidence',
    'banks/file',
    'banks/form',
    'banks/testing',
    'browser',
    'secrets',
    'deliveries',
    'db',
    'db/tables',
    'db/events',
    'db/accounts',
    'db/logins',
    'db/deliveries',
  ],
  worker: ['temporal', 'banks', 'browser', 'secrets', 'deliveries', 'activities', 'db'],

  'api/access': ['assistance', 'assistance/notifications', 'secrets', 'db', 'db/tables', 'db/accounts'],
  'api/context': ['api/access', 'assistance', 'logins', 'secrets', 'db', 'db/events'],
  'api/http': ['api/access', 'api/context', 'process', 'secrets', 'db/tables', 'db/accounts', 'db/events'],
  'api/logins': [
    'api/access',
    'api/context',
    'api/http',
    'assistance',
    'temporal',
    'secrets',
    'db/tables',
    'db/events',
    'db/accounts',
    'db/logins',
  ],
  'api/accounts': [
    'api/access',
    'api/context',
    'api/http',
    'api/logins',
    'assistance',
    'assistance/notifications',
    'secrets',
    'db/tables',
    'db/events',
    'db/accounts',
  ],
  'api/codes': [
    'api/access',
    'api/context',
    'api/http',
    'api/logins',
    'assistance',
    'assistance/message',
    'temporal',
    'secrets',
    'db/tables',
    'db/events',
    'db/keys',
    'db/logins',
  ],
  'api/messages': [
    'api/access',
    'api/context',
    'api/http',
    'api/codes',
    'process',
    'assistance',
    'assistance/message',
    'secrets',
    'db/accounts',
    'db/keys',
    'db/logins',
  ],
  'api/mailboxes': [
    'api/access',
    'api/context',
    'api/http',
    'api/messages',
    'assistance',
    'secrets',
    'deliveries',
    'mailboxes',
    'db/accounts',
    'db/keys',
    'db/logins',
    'db/mailboxes',
  ],
  'api/deliveries': [
    'api/access',
    'api/context',
    'api/http',
    'assistance',
    'assistance/notifications',
    'secrets',
    'deliveries',
    'db/tables',
    'db/deliveries',
  ],
  'api/history': [
    'api/access',
    'api/http',
    'api/logins',
    'api/codes',
    'assistance',
    'db/tables',
    'db/logins',
    'db/numbers',
  ],
  'api/realtime': [
    'api/access',
    'api/context',
    'api/http',
    'process',
    'assistance',
    'secrets',
    'db',
    'db/tables',
    'db/events',
    'db/accounts',
    'db/logins',
  ],
  'api/dashboard': [
    'api/access',
    'api/context',
    'api/http',
    'api/logins',
    'assistance',
    'banks/file',
    'db',
    'db/numbers',
  ],
  'api/health': ['api/access', 'api/context', 'api/http', 'assistance', 'db', 'db/numbers'],
  'api/openapi': ['api/access', 'api/http', 'assistance', 'assistance/notifications'],
  api: [
    'api/access',
    'api/context',
    'api/http',
    'api/accounts',
    'api/logins',
    'api/codes',
    'api/messages',
    'api/mailboxes',
    'api/deliveries',
    'api/history',
    'api/realtime',
    'api/dashboard',
    'api/health',
    'api/openapi',
    'logins',
  ],

  runtime: ['process'],
  demo: ['runtime'],
  cli: [
    'runtime',
    'assistance',
    'browser',
    'banks',
    'banks/evidence',
    'banks/file',
    'banks/page',
    'banks/steps',
    'banks/form',
    'banks/load',
    'banks/testing',
    'activities',
    'db',
    'db/keys',
  ],
  start: ['process', 'runtime', 'temporal', 'secrets', 'db', 'src'],
};

/** Folders that are cut into subfolders by subject. */
const cutFolders = ['api', 'assistance', 'banks', 'db'];

/** Files of a folder, as a glob. `src` itself stands for the entry points and the configuration. */
const filesOf = (folder) =>
  folder === 'src' || cutFolders.includes(folder)
    ? `./${folder === 'src' ? '' : 'src/'}${folder}/*.ts`
    : `./src/${folder}/**/*.ts`;

/**
 * Zones for the lint rule `import-x/no-restricted-paths`, one for each of these folders.
 * `folders`: all folders of `src`, in the notation of `mayImport`.
 */
export function importZones(folders) {
  return folders
    .filter((folder) => folder !== 'src')
    .map((folder) => ({
      target: filesOf(folder),
      from: folders
        .filter((other) => other !== folder && !(mayImport[folder] ?? []).includes(other))
        .map(filesOf),
      message: `src/${folder} may not import this: see tools/folder-imports.js.`,
    }));
}

/** The folders that lie in `src` today, in the notation of `mayImport`. `list` returns the names of a folder's subfolders. */
export const foldersOf = (list) => [
  'src',
  ...list('src').flatMap((folder) =>
    cutFolders.includes(folder)
      ? [folder, ...list(`src/${folder}`).map((inner) => `${folder}/${inner}`)]
      : [folder],
  ),
];
