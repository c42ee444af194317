import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureCachedFolder } from './cache-folder.js';
import { type Print, formatElapsed } from './start-error.js';
import { runCommand } from './run-command.js';

const packageFile = z.object({ version: z.string() });

/** The headless shell inside the npm package @sparticuz/chromium, inflated once into the cache. */
export async function unpackChromium(options: {
  env: NodeJS.ProcessEnv;
  print: Print;
}): Promise<string | undefined> {
  // The package holds builds for Linux on x64 alone.
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = packageFile.parse(
    JSON.parse(await readFile(join(entry, '..', '..', '..', 'package.json'), 'utf8')),
  );
  const folder = await ensureCachedFolder({
    name: `chromium-${version}`,
    fill: async (target) => await inflate(target, { ...options, entry }),
    print: options.print,
  });
  return join(folder, 'chromium-headless-shell');
}

async function inflate(
  folder: string,
  { entry, env, print }: { entry: string; env: NodeJS.ProcessEnv; print: Print },
): Promise<void> {
  const startedAt = Date.now();
  // The package writes into the temporary folder and changes LD_LIBRARY_PATH: a process of its own keeps both apart.
  // Taken for AWS Lambda, it also unpacks the libraries that a machine without any browser may lack.
  const script = `void require(${JSON.stringify(entry)}).executablePath();`;
  await runCommand(process.execPath, ['--input-type=commonjs', '--eval', script], {
    env: { PATH: env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    timeout: 120_000,
  });
  await writeLauncher(folder);
  print(`  Chromium was unpacked in ${formatElapsed(startedAt)}, kept for later starts`);
}

/** A shell script in front of the program adds what the machine lacks; `exec` keeps one process, so signals reach it. */
async function writeLauncher(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`,
  );
  const launcher = join(folder, 'chromium-headless-shell');
  await writeFile(
    launcher,
    `#!/bin/sh
here=\${0%/*}
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"
case $(ldd "$here/chromium" 2>&1) in
  *"not found"*) export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" ;;
esac
exec "$here/chromium" "$@"
`,
  );
  await chmod(launcher, 0o755);
}
