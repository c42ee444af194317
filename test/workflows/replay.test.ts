import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { loginOutcomeSchema } from '../../src/assistance/words.js';
import { workflowBundle as bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import { keptHistories } from '../support/histories.js';

const histories = await keptHistories();
describe('the kept histories', () => {
  it('replay with today’s code', async () => {
    const named = histories.map(({ name, history }) => ({ workflowId: name, history }));
    const workflowBundle = await bundleWorkflows('logins');
    const failed: string[] = [];
    let replayed = 0;
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, named)) {
      replayed += 1;
      if (error) failed.push(`${workflowId}: ${error.message}`);
    }
    expect(failed).toEqual([]);
    expect(replayed).toBe(histories.length);
  });

  it('hold every way in which a login ends', () => {
    const all = histories.map(({ text }) => Buffer.from(text).toString('utf8')).join('\n');
    const decoded = all.replaceAll(/"data":"([A-Za-z0-9+/=]+)"/g, (_match, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    for (const outcome of loginOutcomeSchema.options)
      expect(decoded, `no kept history ends as ${outcome}`).toContain(`"outcome":"${outcome}"`);
  });
});
