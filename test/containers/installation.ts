import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';
import { z } from 'zod';
import { runCommand } from '../../src/runtime/run-command.js';
import { composeCommand, docker, requireDocker } from './docker.js';
import { prepareImages } from './images.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const project = 'assisted-login-check';
const commandTimeoutMs = 1_800_000;

export type Installation = Awaited<ReturnType<typeof installContainers>>;

/** Builds the image and starts every service of docker-compose.yml, the proxy too, with the demo bank beside them. */
export async function installContainers() {
  await requireDocker();
  const compose = await composeCommand();
  const { nodeImage, override } = await prepareImages();
  await docker(
    ['build', '--network', 'host', '--build-arg', `NODE_IMAGE=${nodeImage}`, '--tag', 'assisted-login', root],
    { env: { DOCKER_BUILDKIT: '0' } },
  );

  const folder = await mkdtemp(join(tmpdir(), 'containers-'));
  const images = join(folder, 'images.json');
  await writeFile(images, JSON.stringify(override));
  const [api, ui, bank, https] = [await getPort(), await getPort(), await getPort(), await getPort()];
  const env = {
    ...process.env,
    SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(36).toString('base64'),
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
    PORT: String(api),
    TEMPORAL_UI_PORT: String(ui),
    DEMO_BANK_PORT: String(bank),
    HTTPS_PORT: String(https),
    REGISTRATION: 'open',
    NUM_HISTORY_SHARDS: '4',
    SHUTDOWN_GRACE_SECONDS: '300',
    TRUSTED_PROXIES: '172.16.0.0/12',
  };
  const files = ['docker-compose.yml', 'test/containers/compose.yml', images].flatMap((file) => ['-f', file]);
  const options = ['--project-directory', root, '--env-file', '/dev/null', '-p', project, '--profile', 'tls'];
  async function run(...args: string[]): Promise<string> {
    const { stdout } = await runCommand(compose.command, [...compose.args, ...files, ...options, ...args], {
      cwd: root,
      env,
      timeout: commandTimeoutMs,
    });
    return stdout;
  }

  const close = async (): Promise<void> => {
    await run('down', '--volumes', '--timeout', '5');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await run('up', '--detach', '--no-build', '--wait', '--wait-timeout', '300', ...longRunning);
  } catch (error) {
    console.log(await run('ps', '--all'), await run('logs', '--tail', '15', '--no-color'));
    await close();
    throw error;
  }

  const containerId = async (service: string) => (await run('ps', '--all', '--quiet', service)).trim();
  return {
    compose: run,
    api: `http://127.0.0.1:${api}`,
    ui: `http://127.0.0.1:${ui}`,
    bank: `http://127.0.0.1:${bank}`,
    httpsPort: https,
    /** The folder that is mounted at /banks. */
    banks: join(root, 'banks'),
    /** Writes a file that only lasts as long as the installation; returns its path. */
    async file(name: string, content: string): Promise<string> {
      await writeFile(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    },
    /** Runs a program in the container of a service; returns its output. */
    inside: (service: string, ...command: string[]) => run('exec', '--no-TTY', service, ...command),
    containerId,
    inspect: async (service: string) =>
      inspected.parse(JSON.parse(await docker(['inspect', await containerId(service)])))[0],
    close,
  };
}

export const longRunning = ['postgres', 'temporal', 'temporal-ui', 'api', 'worker', 'proxy', 'demo-bank'];

const inspected = z.tuple([
  z.object({
    State: z.object({
      Status: z.string(),
      ExitCode: z.number(),
      OOMKilled: z.boolean(),
      Health: z.object({ Status: z.string() }).optional(),
    }),
    Config: z.object({ Env: z.array(z.string()), Cmd: z.array(z.string()).nullable() }),
    HostConfig: z.object({ Memory: z.number() }),
    NetworkSettings: z.object({
      Networks: z.record(z.string(), z.object({ IPAddress: z.string(), Gateway: z.string() })),
    }),
  }),
]);
