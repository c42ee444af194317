import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureCachedFolder } from '../../src/runtime/cache-folder.js';
import { withProgressLines } from '../../src/runtime/progress.js';
import { runCommand } from '../../src/runtime/run-command.js';

const buildTimeoutMs = 60 * 60_000;
const print = (line: string): void => console.log(line);

/**
 * The path of a program that is built with Go from a module under `tools`, once: it is kept in the cache of the user. `version`
 * names it there. Needs `go` on the PATH.
 */
export async function goProgram(build: {
  module: string;
  package: string;
  name: string;
  version: string;
  flags?: string[];
}): Promise<string> {
  const folder = await ensureCachedFolder({
    name: `${build.name}-${build.version}`,
    fill: async (target) => {
      print(`building ${build.name} ${build.version} with Go, once …`);
      const output = ['-o', join(target, build.name)];
      const args = ['build', '-trimpath', '-ldflags', '-s -w', ...(build.flags ?? []), ...output];
      await withProgressLines(print, `still building ${build.name}`, async () => {
        await runCommand('go', [...args, build.package], {
          cwd: moduleFolder(build.module),
          env: { ...process.env, CGO_ENABLED: '0' },
          timeout: buildTimeoutMs,
        });
      });
    },
    print,
  });
  return join(folder, build.name);
}

/** The folder of the sources of a Go module that a module under `tools` requires. */
export async function goSources(module: string, required: string): Promise<string> {
  const { stdout } = await runCommand('go', ['list', '-m', '-f', '{{.Dir}}', required], {
    cwd: moduleFolder(module),
    timeout: buildTimeoutMs,
  });
  return stdout.trim();
}

const moduleFolder = (module: string) => fileURLToPath(new URL(`../../tools/${module}`, import.meta.url));
