import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, runCommand } from '../../src/runtime/run-command.js';
import { findTemporal } from '../../src/runtime/temporal-binary.js';
import { docker } from './docker.js';
import { goProgram, goSources } from '../support/go-program.js';
import { buildTemporalServer, buildTemporalSqlTool } from '../support/temporal-programs.js';

const recipes = fileURLToPath(new URL('../../tools/stand-ins', import.meta.url));
const ui = { module: 'temporal-ui', version: '2.50.1' };

export type StandIn =
  'node' | 'postgres' | 'temporal-server' | 'temporal-admin-tools' | 'temporal-ui' | 'caddy';
export const standInTag = (name: StandIn) => `assisted-login-stand-in-${name}`;

/**
 * Builds stand-ins for images that cannot be pulled, from Debian's packages, this machine's Node.js and Go modules. Needs root on a
 * Debian machine with debootstrap.
 */
export async function buildStandIns(names: readonly StandIn[]): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'stand-ins-'));
  try {
    await fill(context);
    const root = 'assisted-login-stand-in-root';
    if (!(await exists(root))) await importDebian(root, context);
    for (const name of names)
      await docker(
        [
          'build',
          '--network',
          'host',
          '--build-arg',
          `ROOT=${root}`,
          '--target',
          name,
          '--tag',
          standInTag(name),
          context,
        ],
        { env: { DOCKER_BUILDKIT: '0' } },
      );
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

const exists = (image: string) =>
  docker(['image', 'inspect', image]).then(
    () => true,
    () => false,
  );

async function importDebian(tag: string, folder: string): Promise<void> {
  const debootstrap = await findOnPath(['debootstrap'], process.env['PATH']);
  if (debootstrap === undefined)
    throw new Error('Images cannot be pulled, and stand-ins need debootstrap: apt-get install debootstrap');
  const root = join(folder, 'debian');
  await runCommand(debootstrap, ['--variant=minbase', 'bookworm', root], { timeout: 1_200_000 });
  // With its sources, which include security updates: Chromium is among those.
  await rm(join(root, 'etc/apt/sources.list'), { force: true });
  await cp('/etc/apt/sources.list.d/debian.sources', join(root, 'etc/apt/sources.list.d/debian.sources'));
  await slim(root);
  const archive = join(folder, 'debian.tar');
  await runCommand('tar', ['-C', root, '-cf', archive, '.'], { timeout: 300_000 });
  await docker(['import', archive, tag]);
  await rm(root, { recursive: true });
  await rm(archive);
}

/** As Debian's slim images are: no documentation, no translations, no cache of packages. */
async function slim(root: string): Promise<void> {
  const excluded = ['doc', 'info', 'locale', 'man'].map((name) => `/usr/share/${name}`);
  await writeFile(
    join(root, 'etc/dpkg/dpkg.cfg.d/slim'),
    excluded.map((folder) => `path-exclude ${folder}/*\n`).join(''),
  );
  await writeFile(
    join(root, 'etc/apt/apt.conf.d/slim'),
    'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };\n',
  );
  for (const folder of [...excluded, '/var/cache/apt/archives'])
    await rm(join(root, folder), { recursive: true, force: true });
}

/** The build context: recipes, programs and what they read. */
async function fill(context: string): Promise<void> {
  await cp(recipes, context, { recursive: true });
  await cp('/etc/ssl/certs/ca-certificates.crt', join(context, 'ca-certificates.crt'));
  await mkdir(join(context, 'node/bin'), { recursive: true });
  await cp(process.execPath, join(context, 'node/bin/node'));
  const npm = await npmFolder();
  await cp(npm, join(context, 'node/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  await runCommand('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(context, 'node/bin/npm')], {
    timeout: 10_000,
  });

  const temporal = await findTemporal({ env: process.env, print: (line) => console.log(line) });
  await put(temporal.path, 'temporal');
  await put(await buildTemporalServer(), 'temporal-server');
  await put(await buildTemporalSqlTool(), 'temporal-sql-tool');
  await put(
    await goProgram({
      ...ui,
      package: 'github.com/temporalio/ui-server/v2/cmd/server',
      name: 'temporal-ui-server',
    }),
    'ui-server',
  );
  await copySources(await goSources('temporal-server', 'go.temporal.io/server'), 'schema', 'schema');
  await copySources(
    await goSources('temporal-ui', 'github.com/temporalio/ui-server/v2'),
    'config',
    'ui-config',
  );

  async function put(program: string, name: string): Promise<void> {
    await cp(program, join(context, name));
    await chmod(join(context, name), 0o755);
  }

  /** Go's cache is read-only, and a copy would be so too. */
  async function copySources(sources: string, folder: string, name: string): Promise<void> {
    await runCommand('cp', ['-r', '--no-preserve=mode', join(sources, folder), join(context, name)], {
      timeout: 60_000,
    });
  }
}

async function npmFolder(): Promise<string> {
  const npm = await findOnPath(['npm'], process.env['PATH']);
  if (npm === undefined) throw new Error('npm is not on the PATH');
  const { stdout } = await runCommand('readlink', ['-f', npm], { timeout: 10_000 });
  return dirname(dirname(stdout.trim()));
}
