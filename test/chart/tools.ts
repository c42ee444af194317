import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { ensureCachedFolder } from '../../src/runtime/cache-folder.js';
import { findOnPath, runCommand } from '../../src/runtime/run-command.js';
import { summarizeError } from '../../src/runtime/start-error.js';
import { goProgram } from '../support/go-program.js';

const validatorVersion = '1.37.0';
const kedaVersion = 'v2.17.2';
const installTimeoutMs = 600_000;

export type Tools = Awaited<ReturnType<typeof findTools>>;

/**
 * Helm and the validator with the schemas of Kubernetes: those on the PATH, else those that Go and Python fetch once into the
 * cache. Throws with what to install.
 */
export async function findTools() {
  return {
    helm: await withRemedy(
      findHelm,
      'install Helm 3 so that `helm` is on the PATH, or Go 1.26 or newer, which builds it',
    ),
    python: await withRemedy(
      findValidator,
      `install Python 3 with venv (on Debian: apt-get install python3-venv); kubernetes-validate ${validatorVersion} comes from PyPI`,
    ),
    /** Checks a ScaledObject against the definition that comes with KEDA's sources. */
    scaledObjectValidator: () =>
      withRemedy(readKeda, `install Go, which downloads the sources of KEDA ${kedaVersion}`),
  };
}

async function findHelm(): Promise<string> {
  const installed = await findOnPath(['helm'], process.env['PATH']);
  return (
    installed ??
    (await goProgram({
      module: 'helm',
      package: 'helm.sh/helm/v3/cmd/helm',
      name: 'helm',
      version: '3.22.0',
    }))
  );
}

async function findValidator(): Promise<string> {
  const folder = await ensureCachedFolder({
    name: `kubernetes-validate-${validatorVersion}`,
    fill: async (target) => {
      await runCommand('python3', ['-m', 'venv', join(target, 'venv')], { timeout: installTimeoutMs });
      const install = ['-m', 'pip', 'install', '--quiet', `kubernetes-validate==${validatorVersion}`];
      await runCommand(join(target, 'venv/bin/python'), install, { timeout: installTimeoutMs });
    },
    print: (line) => console.log(line),
  });
  // Not its script, which has the path of before the folder was renamed.
  return join(folder, 'venv/bin/python');
}

async function readKeda() {
  const module = `github.com/kedacore/keda/v2@${kedaVersion}`;
  const { stdout } = await runCommand('go', ['mod', 'download', '-json', module], {
    timeout: installTimeoutMs,
  });
  const { Dir: folder } = z.object({ Dir: z.string() }).parse(JSON.parse(stdout));
  const definition: unknown = parse(
    await readFile(join(folder, 'config/crd/bases/keda.sh_scaledobjects.yaml'), 'utf8'),
  );
  const { spec } = definitionSchema.parse(definition);
  const version = spec.versions.find(({ name }) => name === 'v1alpha1');
  if (!version) throw new Error('KEDA has no v1alpha1');
  return new Ajv({ strict: false, validateFormats: false }).compile(version.schema.openAPIV3Schema);
}

const definitionSchema = z.object({
  spec: z.object({
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
      }),
    ),
  }),
});

async function withRemedy<T>(find: () => Promise<T>, remedy: string): Promise<T> {
  return await find().catch((error: unknown) => {
    throw new Error(`${summarizeError(error)}\n  → ${remedy}`, { cause: error });
  });
}
