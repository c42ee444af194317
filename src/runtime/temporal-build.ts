import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Print, withProgressLines } from './progress.js';
import { findOnPath, runCommand } from './run-command.js';

const moduleFolder = fileURLToPath(new URL('../../tools/temporal', import.meta.url));
const buildTimeoutMs = 60 * 60_000;

/** Builds the Temporal CLI with Go into `folder`, with the flags of its official releases. Needs `go` on the PATH. */
export async function buildTemporal(options: {
  folder: string;
  version: string;
  env: NodeJS.ProcessEnv;
  print: Print;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { folder, version, env, print, signal } = options;
  const go = await findOnPath(['go'], env.PATH);
  if (go === undefined) throw new Error('`go` is not on the PATH');

  print('  building the Temporal CLI with Go, once; this takes about five minutes …');
  const linkerFlags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  await withProgressLines(print, 'still building', async () => {
    await runCommand(
      go,
      [
        'build',
        '-trimpath',
        '-ldflags',
        linkerFlags,
        '-o',
        join(folder, 'temporal'),
        'github.com/temporalio/cli/cmd/temporal',
      ],
      // Without CGO, no C compiler is needed: Temporal's SQLite driver is pure Go.
      { cwd: moduleFolder, env: { ...env, CGO_ENABLED: '0' }, timeout: buildTimeoutMs, signal },
    );
  });
}
