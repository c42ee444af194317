import { readdir, readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import type { DeliveryEnd } from '../../src/activities/delivery-activities.js';
import { loginOutcomeSchema } from '../../src/assistance/statuses.js';
import { readWorkflowBundle } from '../../src/worker/workflow-bundle.js';
import { createWorkerMetrics } from '../../src/worker/worker-metrics.js';
import { recordedHistories } from '../support/histories.js';

const histories = await recordedHistories();
const isDelivery = ({ text }: (typeof histories)[number]) => text.includes('"name":"deliverWebhook"');
const deliveries = histories.filter(isDelivery);
const logins = histories.filter((recorded) => !isDelivery(recorded));

const decoded = (recorded: typeof histories): string =>
  recorded
    .map(({ text }) => text)
    .join('\n')
    .replaceAll(/"data":"([A-Za-z0-9+/=]+)"/g, (_match, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );

describe('the recorded histories', () => {
  it.each([
    ['logins', logins],
    ['deliveries', deliveries],
  ] as const)('of %s replay with the current code', async (bundle, recorded) => {
    const named = recorded.map(({ path, history }) => ({ workflowId: path, history }));
    const workflowBundle = await readWorkflowBundle(bundle);
    const nothing = {
      heldLogins: { size: 0, spare: 0 },
      pool: { launches: 0 },
      ring: { missingKeys: 0 },
      database: { totalCount: 0, idleCount: 0, waitingCount: 0 },
    };
    const metrics = createWorkerMetrics({ browserSlots: 1, unsandboxed: 0, ...nothing });
    const failed: string[] = [];
    let replayed = 0;
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle, sinks: metrics.sinks },
      named,
    )) {
      replayed += 1;
      if (error) failed.push(`${workflowId}: ${error.message}`);
    }
    expect(failed).toEqual([]);
    // What happened then is not counted again.
    expect(await metrics.text()).not.toMatch(/^assisted_login_logins_\w+{/m);
    expect(replayed).toBe(recorded.length);
    expect(replayed).toBeGreaterThan(0);
  });

  it('include every outcome of a login', () => {
    const all = decoded(logins);
    for (const outcome of loginOutcomeSchema.options)
      expect(all, `no recorded history ends as ${outcome}`).toContain(`"outcome":"${outcome}"`);
  });

  it('include every outcome of a delivery', () => {
    const all = decoded(deliveries);
    const ends = { delivered: 1, failed: 1, obsolete: 1, account_gone: 1 } satisfies Record<DeliveryEnd, 1>;
    for (const end of Object.keys(ends))
      expect(all, `no recorded history ends as ${end}`).toContain(`,"${end}"}`);
  });

  it('include a session that goes on in another browser', () => {
    const moved = logins.filter((login) => /"from":"session".*"from":"adopt"/s.test(decoded([login])));
    expect(moved.length).toBeGreaterThan(0);
  });

  it('include one that took each patch of the code', async () => {
    const folder = new URL('../../src/workflows/', import.meta.url);
    const files = await readdir(folder);
    const sources = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
    const patches = [...sources.join('\n').matchAll(/patched\('([^']+)'\)/g)].map(([, name = '']) => name);
    expect(patches.length).toBeGreaterThan(0);
    const all = decoded(histories);
    for (const patch of patches)
      expect(all, `no recorded history took ${patch}`).toContain(`"id":"${patch}"`);
  });
});
