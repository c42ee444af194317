import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryActivities, type DeliveryDeps } from '../src/activities/delivery-activities.js';
import { deleteOldDeliveries } from '../src/db/deliveries/deliveries.js';
import { webhookWorkflowId } from '../src/temporal/delivery-messages.js';
import { startMailServer } from './support/mail-server.js';
import { answering, type Behaviour, type Receiver, startReceiver } from './support/receiver.js';
import { until } from './support/until.js';
import { createWebhookStack, type WebhookStack } from './support/webhook-stack.js';

/** Notifications for people, by chat and by mail. */

type MailServer = Awaited<ReturnType<typeof startMailServer>>;

let stack: WebhookStack;
let mails: MailServer;
/** The mail server's responses to the next mails; without one it accepts them. */
let refusals: { code: number; text: string }[] = [];
let receivers: Receiver[] = [];

beforeAll(async () => {
  mails = await startMailServer(() => refusals.shift());
  stack = await createWebhookStack({ timeoutMs: 3_000, mail: mails.serverWith() });
});
afterEach(() => {
  for (const receiver of receivers) receiver.close();
  receivers = [];
  refusals = [];
});
afterAll(async () => {
  await stack.close();
  await mails.close();
});

/** A chat whose incoming webhook has a secret path, like Slack's. */
async function startChat(behave?: Behaviour) {
  const receiver = await startReceiver(behave);
  receivers.push(receiver);
  return { ...receiver, url: receiver.url.replace('/hook', '/services/T00/B00/s3cret-path') };
}

const mailTo = (address: string) =>
  until(() => mails.received.find(({ to }) => to.includes(address)), `a mail to ${address}`);

function attemptAlone(deliveryId: string, deps: Partial<DeliveryDeps>) {
  const activities = createDeliveryActivities({
    db: stack.db,
    ring: stack.ring,
    allowPrivateWebhooks: true,
    publicUrl: 'https://codes.example',
    ...deps,
  });
  return new MockActivityEnvironment().run(() => activities.attemptDelivery({ deliveryId }));
}

describe('a chat', () => {
  test('gets what the bank asks for, with a link to the prompt', async () => {
    const chat = await startChat();
    const { accountId } = await stack.createAccount({ url: null, slackUrl: chat.url });
    await stack.db
      .updateTable('accounts')
      .set({ name: 'Savings <&> more' })
      .where('id', '=', accountId)
      .execute();
    const { expiresAt } = await (await stack.createLogin(accountId)).openRequest();
    await stack.start();
    expect(await stack.ended(accountId)).toMatchObject({ status: 'delivered', transport: 'slack' });
    const [received] = chat.received;
    expect(received?.path).toBe('/services/T00/B00/s3cret-path');
    expect(received?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received?.body ?? '')).toEqual({
      text: [
        '*Savings &lt;&amp;&gt; more waits for a code*',
        'Wanted: 6 digits, by SMS.',
        `Until ${expiresAt?.toISOString().slice(0, 19).replace('T', ' ')} UTC.`,
        `<https://codes.example/app/accounts/${accountId}/prompt|Open the request>`,
      ].join('\n'),
    });
  });

  test('has its URL in clear text neither in the database nor in Temporal, whatever it answers', async () => {
    const chat = await startChat((received, response, count) => {
      response.writeHead(count === 1 ? 500 : 200).end(`no service at ${received.path}`);
    });
    const { accountId } = await stack.createAccount({ url: null, slackUrl: chat.url });
    await stack.failLogin(accountId);
    await stack.start();
    const { id } = await stack.ended(accountId);
    const attempts = await stack.attemptsOf(id);
    expect(attempts).toMatchObject([
      { url: `${new URL(chat.url).origin}/•••`, status: 500, answer: 'no service at •••' },
      { status: 200 },
    ]);
    const config = await stack.db
      .selectFrom('account_configs')
      .selectAll()
      .where('account_id', '=', accountId)
      .execute();
    const handle = stack.client.workflow.getHandle(webhookWorkflowId(id));
    await handle.result();
    const history = JSON.stringify(await handle.fetchHistory(), (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    for (const text of [JSON.stringify([attempts, config, await stack.deliveriesOf(accountId)]), history])
      expect(text).not.toContain('s3cret');
  });

  test('that answers 410 is removed, which is recorded', async () => {
    const chat = await startChat(answering(410));
    const { accountId } = await stack.createAccount({ url: null, slackUrl: chat.url });
    await stack.failLogin(accountId);
    await stack.start();
    expect(await stack.ended(accountId)).toMatchObject({ status: 'failed', reason: 'endpoint_gone' });
    const said = await until(
      () =>
        stack.db
          .selectFrom('events')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('type', '=', 'notification.endpoint_gone')
          .executeTakeFirst(),
      'the entry',
    );
    expect(said.details).toEqual({ endpoint: `${new URL(chat.url).origin}/•••` });
    await stack.failLogin(accountId);
    expect(await stack.deliveriesOf(accountId)).toHaveLength(1);
  });

  test('in the operator’s network is not connected to', async () => {
    const chat = await startChat();
    const { accountId } = await stack.createAccount({ url: null, slackUrl: chat.url });
    await stack.failLogin(accountId);
    const [planned] = await stack.deliveriesOf(accountId);
    const attempt = attemptAlone(planned?.id ?? '', { allowPrivateWebhooks: false });
    await expect(attempt).rejects.toThrow('forbidden_address');
    expect(chat.received).toEqual([]);
  });

  test('gets nothing if the key of its URL is gone', async () => {
    const { accountId } = await stack.createAccount({ url: null, slackUrl: 'https://chat.example/x' });
    await stack.db
      .updateTable('account_configs')
      .set({ notification_slack_url_sealed: 'not.a.token' })
      .where('account_id', '=', accountId)
      .execute();
    await stack.failLogin(accountId);
    const [planned] = await stack.deliveriesOf(accountId);
    await expect(attemptAlone(planned?.id ?? '', {})).rejects.toThrow('secret_cannot_be_opened');
  });
});

describe('a mail', () => {
  test('says what the bank asks for, with a link to the prompt', async () => {
    const { accountId } = await stack.createAccount({ url: null, email: 'ana@mail.example' });
    await (await stack.createLogin(accountId)).openRequest();
    await stack.start();
    const delivery = await stack.ended(accountId);
    expect(delivery).toMatchObject({ status: 'delivered', transport: 'email' });
    const { raw } = await mailTo('ana@mail.example');
    expect(raw).toContain('From: Assisted Login <logins@codes.example>');
    expect(raw).toContain('Subject: Household waits for a code');
    expect(raw).toContain(`Message-ID: <${delivery.message_id}@codes.example>`);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toContain('Wanted: 6 digits, by SMS.');
    // Long lines are broken for transport.
    expect(raw.replace(/=\r?\n/g, '')).toContain(`https://codes.example/app/accounts/${accountId}/prompt`);
    expect(await stack.attemptsOf(delivery.id)).toMatchObject([
      { url: 'mailto:ana@mail.example', status: 250, error: null },
    ]);
  });

  test('that the server defers is sent again under the same id', async () => {
    refusals = [{ code: 451, text: 'Come back later' }];
    const { accountId } = await stack.createAccount({ url: null, email: 'ben@mail.example' });
    await stack.failLogin(accountId);
    await stack.start();
    const delivery = await stack.ended(accountId);
    const sent = mails.received.filter(({ to }) => to.includes('ben@mail.example'));
    expect(sent.map(({ raw }) => /Message-ID: (.*)/.exec(raw)?.[1])).toEqual(
      Array.from({ length: 2 }, () => `<${delivery.id}@codes.example>`),
    );
    expect(await stack.attemptsOf(delivery.id)).toMatchObject([{ status: 451 }, { status: 250 }]);
  });

  test('that the server rejects permanently is not sent again', async () => {
    refusals = [{ code: 550, text: 'No such mailbox' }];
    const { accountId } = await stack.createAccount({ url: null, email: 'nobody@mail.example' });
    await stack.failLogin(accountId);
    await stack.start();
    expect(await stack.ended(accountId)).toMatchObject({
      status: 'failed',
      reason: 'mail_refused',
      attempts: 1,
    });
  });

  test.each([
    ['no mail server', () => undefined, 'no_mail_server'],
    ['a wrong password', () => mails.serverWith('guess'), 'mail_server_refuses_us'],
    [
      'a server that is down',
      () => ({ url: 'smtp://127.0.0.1:1', from: 'a@b.example' }),
      'connection_failed',
    ],
  ])('is retried later: %s', async (_what, server, error) => {
    const { accountId } = await stack.createAccount({ url: null, email: 'eve@mail.example' });
    await stack.failLogin(accountId);
    const [planned] = await stack.deliveriesOf(accountId);
    await expect(attemptAlone(planned?.id ?? '', { mail: server() })).rejects.toThrow(error);
    expect((await stack.deliveriesOf(accountId))[0]?.status).toBe('pending');
    expect(mails.received.some(({ to }) => to.includes('eve@mail.example'))).toBe(false);
  });

  test('to a server that does not respond times out', async () => {
    const { createServer } = await import('node:net');
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as { port: number };
    const { accountId } = await stack.createAccount({ url: null, email: 'fay@mail.example' });
    await stack.failLogin(accountId);
    const [planned] = await stack.deliveriesOf(accountId);
    const mail = { url: `smtp://127.0.0.1:${port}`, from: 'a@b.example' };
    await expect(attemptAlone(planned?.id ?? '', { mail, timeoutMs: 400 })).rejects.toThrow('timeout');
    mute.close();
  });
});

test('deliveries that ended more than 30 days ago are deleted, with their attempts', async () => {
  const { accountId } = await stack.createAccount({ url: null, email: 'old@mail.example' });
  for (let count = 0; count < 3; count += 1) await stack.failLogin(accountId);
  await stack.start();
  const ended = await until(async () => {
    const all = await stack.deliveriesOf(accountId);
    return all.every(({ status }) => status === 'delivered') && all;
  }, 'all three');
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const [old, lately] = ended.map(({ id }) => id);
  for (const [id, days] of [
    [old ?? '', 31],
    [lately ?? '', 29],
  ] as const)
    await stack.db
      .updateTable('deliveries')
      .set({ ended_at: daysAgo(days) })
      .where('id', '=', id)
      .execute();
  await deleteOldDeliveries(stack.db);
  const left = (await stack.deliveriesOf(accountId)).map(({ id }) => id);
  expect(left).toEqual(ended.slice(1).map(({ id }) => id));
  expect(await stack.attemptsOf(old ?? '')).toEqual([]);
  expect(await stack.attemptsOf(lately ?? '')).toHaveLength(1);
});

test('each configured transport has its own delivery, and one that fails delays no other', async () => {
  const [chat, endpoint] = [await startChat(answering(500)), await startChat()];
  const { accountId } = await stack.createAccount({
    url: endpoint.url,
    slackUrl: chat.url,
    email: 'all@mail.example',
  });
  await stack.failLogin(accountId);
  await stack.start();
  await mailTo('all@mail.example');
  await until(() => endpoint.received.length === 1 && chat.received.length >= 1, 'all three');
  const deliveries = await stack.deliveriesOf(accountId);
  expect(deliveries.map(({ transport }) => transport).toSorted()).toEqual(['email', 'slack', 'webhook']);
  expect(new Set(deliveries.map(({ message_id: id }) => id)).size).toBe(3);
});
