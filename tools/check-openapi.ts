import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openApiDocument } from '../src/api/openapi/openapi-document.js';
import { routes } from '../src/api/routes.js';

/**
 * `npm run check:openapi`: gives the OpenAPI document to generators of clients and compiles what they write. They are
 * fetched into a temporary folder; one that cannot be had is reported and does not count as a failure.
 */

const run = promisify(execFile);

class CannotBeHad extends Error {}

interface Generator {
  name: string;
  /** Fetches the generator. */
  fetch: (folder: string) => Promise<unknown>;
  /** Generates a client in the folder and compiles it. Returns what it prints. */
  generate: (folder: string, document: string) => Promise<string>;
}

const npx = ['--yes', 'openapi-typescript@7.13.0'];
const tsc = resolve('node_modules/typescript/bin/tsc');
const oapiCodegen = 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2';

const python = (folder: string) => join(folder, 'venv/bin/python');

async function fetchFromPypi(folder: string, ...packages: string[]): Promise<void> {
  await run('python3', ['-m', 'venv', join(folder, 'venv')]);
  await run(python(folder), ['-m', 'pip', 'install', '--quiet', ...packages]);
}

const generators: Generator[] = [
  {
    name: 'openapi-typescript',
    fetch: (cwd) => run('npx', [...npx, '--version'], { cwd }),
    async generate(cwd, document) {
      await run('npx', [...npx, document, '--output', 'client.ts'], { cwd });
      const { stdout } = await run(process.execPath, [tsc, '--noEmit', '--strict', 'client.ts'], { cwd });
      return stdout;
    },
  },
  {
    name: 'openapi-python-client',
    fetch: (folder) => fetchFromPypi(folder, 'openapi-python-client==0.29.1'),
    async generate(cwd, document) {
      // It formats with ruff, which it finds on the PATH.
      const env = { ...process.env, PATH: `${join(cwd, 'venv/bin')}:${process.env['PATH']}` };
      const client = ['generate', '--path', document, '--output-path', 'client', '--meta', 'none'];
      const { stdout } = await run('openapi-python-client', client, { cwd, env });
      // It knows no images.
      const warnings = stdout.match(/^WARNING.*\n+.*$/gm) ?? [];
      const unexpected = warnings.filter(
        (warning) => !warning.includes('Unsupported content_type image/png'),
      );
      if (unexpected.length > 0) throw new Error(unexpected.join('\n'));
      return (await run(python(cwd), ['-m', 'compileall', '-q', 'client'], { cwd })).stdout;
    },
  },
  {
    name: 'datamodel-code-generator',
    fetch: (folder) => fetchFromPypi(folder, 'datamodel-code-generator==0.89.0', 'pydantic[email]==2.14.4'),
    async generate(cwd, document) {
      const input = ['--input', document, '--input-file-type', 'openapi'];
      const output = ['--output-model-type', 'pydantic_v2.BaseModel', '--output', 'client.py'];
      await run(join(cwd, 'venv/bin/datamodel-codegen'), [...input, ...output, '--formatters', 'builtin'], {
        cwd,
      });
      return (await run(python(cwd), ['client.py'], { cwd })).stdout;
    },
  },
  {
    name: 'oapi-codegen',
    async fetch(cwd) {
      await run('go', ['mod', 'init', 'client'], { cwd });
      await run('go', ['run', oapiCodegen, '--version'], { cwd });
    },
    async generate(cwd, document) {
      const options = ['-generate', 'types,client', '-package', 'client', '-o', 'client.go'];
      await run('go', ['run', oapiCodegen, ...options, document], { cwd });
      await run('go', ['mod', 'tidy'], { cwd });
      return (await run('go', ['build', './...'], { cwd })).stdout;
    },
  },
];

async function check({ name, fetch, generate }: Generator, root: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  const document = join(folder, 'openapi.json');
  await writeFile(document, JSON.stringify(openApiDocument(routes)));
  await fetch(folder).catch((error: unknown) => {
    throw new CannotBeHad(`cannot be had here: ${firstLines(error)}`);
  });
  const printed = await generate(folder, document);
  return printed.trim() === '' ? 'its client compiles' : printed;
}

const firstLines = (error: unknown): string => String(error).split('\n').slice(0, 20).join('\n');

const root = await mkdtemp(join(tmpdir(), 'check-openapi-'));
try {
  // One after the other: compilers use every core.
  for (const generator of generators) {
    try {
      console.log(`${generator.name}: ${await check(generator, root)}`);
    } catch (error) {
      console.log(`${generator.name}: ${error instanceof CannotBeHad ? error.message : firstLines(error)}`);
      if (!(error instanceof CannotBeHad)) process.exitCode = 1;
    }
  }
} finally {
  await rm(root, { recursive: true });
}
