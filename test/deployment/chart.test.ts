import { expect, it } from 'vitest';
import { z } from 'zod';
import { readWorkerConfig } from '../../src/config.js';
import { taskQueues } from '../../src/temporal/login-messages.js';
import { renderChart } from '../support/render-chart.js';

const chart = 'examples/helm/assisted-login';
const rendered = await renderChart(chart);
const everything = await renderChart(chart, {
  autoscaling: { enabled: true },
  ingress: { enabled: true },
  extraEnv: [{ name: 'LIMIT_SIGN_IN', value: '5' }],
});

const names = (objects: typeof rendered) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

const containerSchema = z.object({
  command: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  securityContext: z.object({
    readOnlyRootFilesystem: z.literal(true),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  resources: z.object({ limits: z.object({ memory: z.string() }) }).optional(),
});
const podSchema = z.object({
  terminationGracePeriodSeconds: z.number().optional(),
  automountServiceAccountToken: z.literal(false),
  securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.literal(1000) }),
  containers: z.array(containerSchema).length(1),
});
const workloadSchema = z.object({
  spec: z.object({
    replicas: z.number().optional(),
    template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }), spec: podSchema }),
  }),
});
const labelsSchema = z.record(z.string(), z.string());

const find = (objects: typeof rendered, kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === `test-${name}`);
const workload = (objects: typeof rendered, kind: string, name: string) =>
  workloadSchema.parse(find(objects, kind, name)).spec;

it('renders every object, with autoscaling and an ingress where they are wanted', () => {
  const usual = [
    'ConfigMap test',
    'Deployment test-api',
    'Deployment test-worker',
    'Job test-migrate',
    'NetworkPolicy test-api',
    'NetworkPolicy test-worker',
    'PodDisruptionBudget test-api',
    'PodDisruptionBudget test-worker',
    'Service test-api',
  ];
  expect(names(rendered)).toEqual(usual);
  expect(names(everything)).toEqual([...usual, 'Ingress test-api', 'ScaledObject test-worker'].sort());
});

it('every pod runs without privileges, and those that stay have a limit of memory', () => {
  for (const [kind, name] of [
    ['Job', 'migrate'],
    ['Deployment', 'api'],
    ['Deployment', 'worker'],
  ] as const) {
    const { containers } = workload(everything, kind, name).template.spec;
    expect(containers[0]?.resources !== undefined, name).toBe(kind === 'Deployment');
    expect(containers[0]?.env).toContainEqual({ name: 'LIMIT_SIGN_IN', value: '5' });
  }
});

it('the variables of a worker are valid, and its pod has a minute more to stop than its logins', () => {
  const { replicas, template } = workload(rendered, 'Deployment', 'worker');
  expect(replicas).toBe(2);
  const data = z.object({ data: labelsSchema }).parse(rendered.find(({ kind }) => kind === 'ConfigMap')).data;
  const env = Object.fromEntries(
    (template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]),
  );
  const config = readWorkerConfig({
    ...data,
    ...env,
    DATABASE_URL: 'postgres://a@b/c',
    SECRET_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  });
  expect(config).toMatchObject({ browser: { slots: 8, requiresSandbox: true }, banksDir: '/banks' });
  expect(template.spec.terminationGracePeriodSeconds).toBe(config.worker.shutdownGraceSeconds + 60);
});

it('selectors find their pods', () => {
  const selecting = z.object({
    spec: z.object({
      selector: z.union([z.object({ matchLabels: labelsSchema }), labelsSchema]).optional(),
      podSelector: z.object({ matchLabels: labelsSchema }).optional(),
    }),
  });
  let checked = 0;
  for (const object of everything) {
    const { data } = selecting.safeParse(object);
    const selector = data?.spec.podSelector?.matchLabels ?? data?.spec.selector;
    if (!selector) continue;
    const labels =
      'matchLabels' in selector ? labelsSchema.parse(selector.matchLabels) : labelsSchema.parse(selector);
    const component = object.metadata.name.replace('test-', '');
    expect(workload(everything, 'Deployment', component).template.metadata.labels).toEqual(labels);
    checked += 1;
  }
  expect(checked).toBe(7);
});

it('KEDA counts the logins that wait for a browser, and then nothing else sets the number of workers', () => {
  expect(workload(everything, 'Deployment', 'worker').replicas).toBeUndefined();
  expect(find(everything, 'ScaledObject', 'worker')).toMatchObject({
    spec: {
      scaleTargetRef: { name: 'test-worker' },
      triggers: [{ type: 'temporal', metadata: { taskQueue: taskQueues.browsers, queueTypes: 'activity' } }],
    },
  });
});

it('only Prometheus reaches a worker, and it reaches no private network but for its services', () => {
  expect(find(rendered, 'NetworkPolicy', 'worker')).toMatchObject({
    spec: {
      ingress: [{ ports: [{ port: 'metrics' }] }],
      egress: [
        { ports: [{ port: 53 }, { port: 53 }] },
        {
          to: [{ ipBlock: { except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'] } }],
        },
        { ports: [{ port: 5432 }, { port: 7233 }] },
      ],
    },
  });
});
