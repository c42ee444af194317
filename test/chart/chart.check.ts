import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../../src/runtime/run-command.js';
import { renderChart } from '../support/render-chart.js';
import { findTools, type Tools } from './tools.js';

/** The chart as Helm renders it, with few and with all of its objects. */

const chart = 'examples/helm/assisted-login';
/** The oldest version that is supported somewhere, and the newest that the package has. */
const kubernetesVersions = ['1.29', '1.37'];
const variants = {
  usual: {},
  everything: {
    autoscaling: { enabled: true },
    ingress: { enabled: true },
    extraEnv: [{ name: 'LIMIT_SIGN_IN', value: '5' }],
    worker: { seccompProfile: { type: 'Localhost', localhostProfile: 'chromium.json' } },
  },
  'no network policies': { networkPolicy: { enabled: false } },
};

let folder: string;
let tools: Tools;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chart-'));
  tools = await findTools();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The path of a file with these values. */
async function valuesFile(values: object): Promise<string> {
  const file = join(folder, 'values.yaml');
  await writeFile(file, stringify(values));
  return file;
}

async function helm(command: string[], values: object): Promise<string> {
  const args = [...command, '--values', await valuesFile(values)];
  return (await runCommand(tools.helm, args, { timeout: 60_000 })).stdout;
}

const validate = (manifest: string, ...options: string[]) =>
  runCommand(tools.python, ['-m', 'kubernetes_validate', '--strict', ...options, manifest], {
    timeout: 60_000,
  });

it.each(Object.entries(variants))('Helm finds nothing to complain about: %s', async (_name, values) => {
  expect(await helm(['lint', '--strict', chart], values)).toContain('1 chart(s) linted, 0 chart(s) failed');
});

it.each(Object.entries(variants))(
  'every object fits the schemas of Kubernetes: %s',
  async (_name, values) => {
    const manifest = join(folder, 'manifest.yaml');
    const rendered = await helm(['template', 'test', chart], values);
    await writeFile(manifest, rendered);
    const builtIn = objectsOf(rendered).filter(({ apiVersion }) => !apiVersion.startsWith('keda.sh/'));
    expect(builtIn.length).toBeGreaterThan(6);
    for (const version of kubernetesVersions) {
      const { stdout, stderr } = await validate(manifest, '--kubernetes-version', version);
      // It exits with 0 for objects that it does not know, and for an empty file.
      expect((stdout + stderr).match(/ passed for resource /g), version).toHaveLength(builtIn.length);
    }
  },
);

it('a property that Kubernetes does not know is refused', async () => {
  const manifest = join(folder, 'wrong.yaml');
  const rendered = await helm(['template', 'test', chart], {});
  await writeFile(manifest, rendered.replace('replicas: 2', 'replica: 2'));
  await expect(validate(manifest)).rejects.toMatchObject({
    stdout: expect.stringContaining(
      "deployment/test-api against version 1.37: spec: Additional properties are not allowed ('replica' was unexpected)",
    ) as string,
  });
});

it('the scaler fits the definition of KEDA', async () => {
  const rendered = await helm(['template', 'test', chart], variants.everything);
  const scaler = objectsOf(rendered).find(({ kind }) => kind === 'ScaledObject');
  const fits = await tools.scaledObjectValidator();
  expect(fits(scaler), JSON.stringify(fits.errors)).toBe(true);
  expect(fits({ ...scaler, spec: { triggers: [] } })).toBe(false);
});

it.each(Object.entries(variants))(
  'the renderer of the tests renders what Helm renders: %s',
  async (_name, values) => {
    const byName = (objects: { kind: string; metadata: { name: string } }[]) =>
      Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
    const rendered = await helm(['template', 'test', chart], values);
    expect(byName(await renderChart(chart, values))).toEqual(byName(objectsOf(rendered)));
  },
);

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

const objectsOf = (manifest: string) =>
  parseAllDocuments(manifest, { merge: true }).flatMap((document) => {
    const object: unknown = document.toJS();
    return object === null ? [] : [objectSchema.parse(object)];
  });
