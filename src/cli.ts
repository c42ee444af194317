import { rm, writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { BrowserSettings } from './cli/local-browser.js';
import type { PrivateFolder } from './cli/private-folder.js';
import type { PagesVisited } from './cli/visit-bank.js';
import { StartError } from './runtime/start-error.js';

// Each command imports what it needs when it runs: all of it together takes most of a second to load.

const program = new Command('assisted-login')
  .description('Assisted Login’s command line.')
  .showHelpAfterError();

const bank = program.command('bank').description('Write and check bank files (docs/banks.md).');

bank
  .command('check')
  .description(
    'Check bank files. Prints every problem with its line and path, and exits with 1 if there is any.',
  )
  .argument('<file...>', 'bank files; ${NAME} in a value is taken from the environment')
  .action(async (files: string[]) => {
    process.exit(await runCheck(files));
  });

bank
  .command('try')
  .description('Log in once at a bank, in a browser of this machine, and print what happens.')
  .argument('<file>', 'a bank file; ${NAME} in a value is taken from the environment')
  .option('--headed', 'show the browser’s window')
  .option('--save <zip>', 'where the login stops at a page, save what that showed, without what was typed')
  .action(async (file: string, { headed = false, save }: { headed?: boolean; save?: string }) => {
    process.exit(await runTrial(file, { isHeaded: headed, savePath: save }));
  });

bank
  .command('import')
  .description('Turn a recorded login into a draft of a bank file. Nothing that was typed gets into it.')
  .argument(
    '<recording>',
    'a JSON export of the Recorder of Chrome’s DevTools, or a script of `playwright codegen` (TypeScript, JavaScript, Python)',
  )
  .option('--out <file>', 'write the draft to this new file instead of printing it')
  .action(async (recording: string, { out }: { out?: string }) => {
    const { importRecording } = await import('./cli/import/import-recording.js');
    const draft = await importRecording(recording);
    if (out === undefined) process.stdout.write(draft);
    else await writeNewFile(out, draft);
  });

bank
  .command('watch')
  .description(
    'Visit the banks of files and print which of them end otherwise than at the last run; exits with 1 if any does, or fails.',
  )
  .argument('<file...>', 'bank files; ${NAME} in a value is taken from the environment')
  .option('--state <file>', 'where the results are kept for the next run', '.bank-watch.json')
  .option(
    '--record <folder>',
    'save what the pages of each bank answer, without what was typed, for --replay',
  )
  .addOption(
    new Option(
      '--replay <folder>',
      'visit recorded pages without any network, and print which banks end otherwise than when they were recorded',
    ).conflicts(['record', 'state']),
  )
  .action(
    async (
      files: string[],
      { state, record, replay }: { state: string; record?: string; replay?: string },
    ) => {
      const pages: PagesVisited =
        replay === undefined ? { from: 'bank', recordIn: record } : { from: 'recording', folder: replay };
      process.exit(await runWatch(files, pages, state));
    },
  );

const keys = program
  .command('keys')
  .description('The keys that secrets are sealed with (docs/operations.md, Changing keys).');

keys
  .command('status', { isDefault: true })
  .description(
    'Print how many values each key of SECRET_KEYS seals. Exits with 1 if a key is missing that one needs.',
  )
  .action(async () => {
    const { printKeyUsage } = await import('./seal-keys.js');
    process.exitCode = (await printKeyUsage(process.env, print)) ? 0 : 1;
  });

keys
  .command('reseal')
  .description(
    'Seal everything with the first key of SECRET_KEYS, which API and workers must know already. Safe to repeat.',
  )
  .action(async () => {
    const { resealSecrets } = await import('./seal-keys.js');
    process.exitCode = (await resealSecrets(process.env, print)) ? 0 : 1;
  });

program
  .command('backup')
  .description('Dump the database to a new file, with a pg_dump that fits the server.')
  .argument('<file>', 'the file to write, for pg_restore')
  .action(async (file: string) => {
    const { readConfig } = await import('./config.js');
    const { readInstallation } = await import('./cli/installation.js');
    const { backUpDatabase } = await import('./cli/backup-database.js');
    const config = readConfig(process.env);
    const { databaseUrl } = await readInstallation(config);
    await writeNewFile(file, '', 0o600);
    try {
      print(await backUpDatabase({ databaseUrl, file, env: config.env }));
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  });

program
  .command('doctor')
  .description('Check configuration, services and this machine, and print what is wrong with its remedies.')
  .option('--json', 'print the findings as JSON')
  .action(async ({ json = false }: { json?: boolean }) => {
    const { runDoctor } = await import('./doctor.js');
    process.exit(await runDoctor(process.env, { json }));
  });

await program.parseAsync().catch(async (error: unknown) => {
  const { exitOnError } = await import('./exit-on-error.js');
  exitOnError(error);
});

function print(line: string): void {
  console.log(line);
}

/** Returns the exit code: 0 when all files are good, 130 after Ctrl-C. */
async function runCheck(files: string[]): Promise<number> {
  const { checkBankFiles } = await import('./cli/check-bank-files.js');
  const { withBlankPage } = await import('./cli/local-browser.js');
  return await inPrivateFolder(async ({ settings, stopping, print }) => {
    const { isGood, lines } = await checkBankFiles({
      files,
      environment: settings.env,
      withPage: (check) => withBlankPage(settings, stopping, check),
    });
    print(lines.join('\n'));
    return isGood;
  });
}

/** Returns the exit code: 0 when the bank let the login in, 130 after Ctrl-C. */
async function runTrial(
  file: string,
  { isHeaded, savePath }: { isHeaded: boolean; savePath: string | undefined },
): Promise<number> {
  const { tryBank } = await import('./cli/try-bank.js');
  return await inPrivateFolder((more) =>
    tryBank({ ...{ file, isHeaded, savePath, input: process.stdin }, ...more }),
  );
}

/** Returns the exit code: 0 when nothing has changed and all banks are well, 130 after Ctrl-C. */
async function runWatch(files: string[], pages: PagesVisited, stateFile: string): Promise<number> {
  const { watchBankFiles } = await import('./cli/watch-bank-files.js');
  return await inPrivateFolder((more) => watchBankFiles({ files, pages, stateFile, ...more }));
}

interface BrowserWork {
  settings: BrowserSettings;
  folder: PrivateFolder;
  print: (line: string) => void;
  stopping: AbortSignal;
  stop: () => void;
}

/** Runs what opens browsers, until it ends or is stopped by a signal; then deletes what they wrote. */
async function inPrivateFolder(work: (more: BrowserWork) => Promise<boolean>): Promise<number> {
  const { readConfig } = await import('./config.js');
  const { createPrivateFolder } = await import('./cli/private-folder.js');
  const { browser, env } = readConfig(process.env);
  const folder = await createPrivateFolder();
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Playwright and Chromium write there.
  process.env.TMPDIR = folder.path;
  try {
    const isGood = await work({
      settings: { browser, env },
      folder,
      print,
      stopping: stopping.signal,
      stop,
    });
    return isGood ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    print('Stopped.');
    return 130;
  } finally {
    await folder.remove();
  }
}

async function writeNewFile(file: string, text: string, mode = 0o666): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new StartError(isThere ? `${file} exists already.` : `${file} cannot be written.`);
  }
}
