import { runCommand } from '../../src/runtime/run-command.js';
import { goProgram } from '../support/go-program.js';

const timeoutMs = 1_800_000;

/** Runs `docker` and returns what it prints. Throws with its error. */
export async function docker(
  args: string[],
  { env = {}, timeout = timeoutMs }: { env?: Record<string, string>; timeout?: number } = {},
): Promise<string> {
  const { stdout, stderr } = await runCommand('docker', args, { env: { ...process.env, ...env }, timeout });
  return stdout === '' ? stderr : stdout;
}

/** Throws with a remedy unless a Docker daemon answers. */
export async function requireDocker(): Promise<void> {
  await docker(['version'], { timeout: 30_000 }).catch((error: unknown) => {
    throw new Error(
      'No Docker daemon answers `docker version`. Install and start one (on Debian: apt-get install docker.io), or set DOCKER_HOST.',
      { cause: error },
    );
  });
}

/** The command of Docker Compose: Docker's plugin, else one that is built with Go. */
export async function composeCommand(): Promise<{ command: string; args: string[] }> {
  const hasPlugin = await docker(['compose', 'version'], { timeout: 30_000 }).then(
    () => true,
    () => false,
  );
  if (hasPlugin) return { command: 'docker', args: ['compose'] };
  const command = await goProgram({
    module: 'compose',
    package: 'github.com/docker/compose/v2/cmd',
    name: 'docker-compose',
    version: '2.40.3',
  });
  return { command, args: [] };
}
