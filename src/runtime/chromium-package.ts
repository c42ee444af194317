import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureCachedFolder } from './cache-folder.js';
import { type Print, formatElapsed } from './progress.js';
import { runCommand } from './run-command.js';

const packageFile = z.object({ version: z.string() });

/** The path of the headless shell of the npm package @sparticuz/chromium, unpacked once into the cache; undefined on other systems. */
export async function unpackChromium(options: {
  env: NodeJS.ProcessEnv;
  print: Print;
}): Promise<string | undefined> {
  // The package has builds for Linux on x64 only.
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
  // The package writes to the temporary folder and changes LD_LIBRARY_PATH, so it runs in a process of its own. With
  // AWS_EXECUTION_ENV set it also unpacks the shared libraries that a machine without a browser may lack.
  const script = `void require(${JSON.stringify(entry)}).executablePath();`;
  await runCommand(process.execPath, ['--input-type=commonjs', '--eval', script], {
    env: { PATH: env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    timeout: 120_000,
  });
  await writeLauncher(folder);
  print(`  unpacked Chromium in ${formatElapsed(startedAt)}; it is kept for later starts`);
}

/** A shell script that supplies fonts and libraries the machine lacks, then `exec`s Chromium, so that signals reach it. */
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
