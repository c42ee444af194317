import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { webhookWorkflowId } from '../../src/temporal/delivery-messages.js';
import { recordHistory } from '../support/histories.js';
import { answering, type Receiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';
import { createWebhookStack, type WebhookStack } from '../support/webhook-stack.js';

/** The results of a delivery's workflow, one after the other, to record their histories. */

let stack: WebhookStack;
let receiver: Receiver;
let handles: WorkflowHandle[] = [];

beforeAll(async () => {
  stack = await createWebhookStack();
  receiver = await startReceiver();
});
afterEach(async ({ task }) => {
  await recordHistory(handles, task);
  handles = [];
});
afterAll(async () => {
  receiver.close();
  await stack.close();
});

/** The workflow of an account's only delivery. */
async function deliveryOf(accountId: string): Promise<WorkflowHandle> {
  const [delivery] = await stack.deliveriesOf(accountId);
  if (!delivery) throw new Error('no delivery was planned');
  const handle = stack.client.workflow.getHandle(webhookWorkflowId(delivery.id));
  handles.push(handle);
  return handle;
}

async function failingLogin(): Promise<string> {
  const { accountId } = await stack.createAccount({ url: receiver.url });
  await stack.failLogin(accountId);
  return accountId;
}

it('a delivery ends as delivered after one refusal', async () => {
  const before = receiver.received.length;
  const statusOf = (count: number) => (count === before + 1 ? 503 : 204);
  receiver.behave((_received, response, count) => void response.writeHead(statusOf(count)).end());
  const accountId = await failingLogin();
  await stack.start();
  expect(await (await deliveryOf(accountId)).result()).toBe('delivered');
});

it('a delivery ends as failed when its endpoint is gone', async () => {
  receiver.behave(answering(410));
  const accountId = await failingLogin();
  await stack.start();
  expect(await (await deliveryOf(accountId)).result()).toBe('failed');
});

it('a delivery ends as obsolete when its endpoint is no longer configured', async () => {
  const before = receiver.received.length;
  const accountId = await failingLogin();
  await stack.db
    .updateTable('account_configs')
    .set({ notification_endpoint_url: null })
    .where('account_id', '=', accountId)
    .execute();
  await stack.start();
  expect(await (await deliveryOf(accountId)).result()).toBe('obsolete');
  expect(receiver.received).toHaveLength(before);
});

it('a delivery ends when its account is deleted', async () => {
  const before = receiver.received.length;
  receiver.behave(answering(500));
  const accountId = await failingLogin();
  await stack.start();
  const delivery = await deliveryOf(accountId);
  await until(() => receiver.received.length > before, 'its first attempt');
  await stack.db.deleteFrom('accounts').where('id', '=', accountId).execute();
  expect(await delivery.result()).toBe('account_gone');
});
