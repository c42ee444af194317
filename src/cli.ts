import { Command } from 'commander';
import { checkBankFiles } from './cli/check-bank-files.js';
import { exitOnError } from './exit-on-error.js';

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
    const { isGood, lines } = await checkBankFiles(files, process.env);
    console.log(lines.join('\n'));
    process.exitCode = isGood ? 0 : 1;
  });

await program.parseAsync().catch(exitOnError);
