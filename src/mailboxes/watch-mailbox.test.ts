import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createNameResolver } from '../deliveries/resolve-name.js';
import { parseMailboxUrl } from '../assistance/mailbox-url.js';
import { type ImapTestServer, mailOf, startImapServer } from '../../test/support/imap-server.js';
import { until } from '../../test/support/until.js';
import type { MailboxProblem } from './mailbox-problem.js';
import { type MailboxPosition, watchMailbox } from './watch-mailbox.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(options?: Parameters<typeof startImapServer>[0]): Promise<ImapTestServer> {
  const started = await startImapServer(options);
  ends.push(started.close);
  return started;
}

/** Watches a mailbox, and remembers what came and how far it was read. */
function watch(
  url: string,
  {
    position,
    allowPrivate = true,
    refuses = () => false,
    onOpen = () => undefined,
  }: {
    position?: MailboxPosition;
    allowPrivate?: boolean;
    refuses?: (text: string) => boolean;
    onOpen?: () => void;
  } = {},
) {
  const parsed = parseMailboxUrl(url);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const read: string[] = [];
  const arrivals: (Date | undefined)[] = [];
  const states: (MailboxProblem | null)[] = [];
  let saved = position;
  const stop = watchMailbox({
    address: parsed.mailbox,
    resolveName: createNameResolver(),
    allowPrivate,
    readPosition: () => {
      onOpen();
      return Promise.resolve(saved);
    },
    savePosition: (next) => {
      saved = next;
      return Promise.resolve();
    },
    onMail: ({ source, arrivedAt }) => {
      const text = source.toString().split('\r\n\r\n')[1]?.trim() ?? '';
      if (refuses(text)) return Promise.reject(new Error('the database cannot be reached'));
      read.push(text);
      arrivals.push(arrivedAt);
      return Promise.resolve();
    },
    onState: (problem) => {
      states.push(problem);
      return Promise.resolve();
    },
    firstRetryMs: 10,
  });
  ends.push(stop);
  return {
    read,
    arrivals,
    states,
    stop,
    position: () => saved,
    isOpen: () => until(() => states.at(-1) === null, 'an open mailbox'),
    has: (text: string) => until(() => read.includes(text), `the mail "${text}"`),
  };
}

it('new mails are read as they come, and change nothing in the mailbox', async () => {
  const imap = await server({ messages: [{ raw: mailOf({ text: 'old' }) }] });
  const mailbox = watch(imap.url);
  await mailbox.isOpen();
  imap.deliver({ text: 'one' });
  await mailbox.has('one');
  imap.deliver({ text: 'two' });
  imap.deliver({ text: 'three' });
  await mailbox.has('three');
  expect(mailbox.read).toEqual(['one', 'two', 'three']);
  expect(mailbox.arrivals).toEqual([undefined, undefined, undefined]);
  expect(imap.flags()).toEqual([[], [], [], []]);
});

it('after a lost connection it goes on where it was', async () => {
  const imap = await server();
  const mailbox = watch(imap.url);
  await mailbox.isOpen();
  imap.deliver({ text: 'one' });
  await mailbox.has('one');
  imap.drop();
  imap.deliver({ text: 'while away' });
  await mailbox.has('while away');
  await mailbox.isOpen();
  imap.deliver({ text: 'two' });
  await mailbox.has('two');
  expect(mailbox.read).toEqual(['one', 'while away', 'two']);
  expect(mailbox.arrivals[1]).toBeInstanceOf(Date);
  expect(mailbox.states).toEqual([null, 'connection_failed', null]);
});

it('a mail that could not be received is read again, before later ones', async () => {
  const imap = await server();
  let isAway = true;
  const mailbox = watch(imap.url, { refuses: (text) => isAway && text === 'one' });
  await mailbox.isOpen();
  imap.deliver({ text: 'one' });
  imap.deliver({ text: 'two' });
  await until(() => imap.accepted() > 1, 'another connection');
  isAway = false;
  await mailbox.has('two');
  expect(mailbox.read).toEqual(['one', 'two']);
});

it('of 10,000 mails, it reads those that came since the last time, but none that is old', async () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const messages = Array.from({ length: 10_000 }, (_, at) => ({
    raw: mailOf({ text: `mail ${at + 1}` }),
    internaldate: hoursAgo(at < 9_998 ? 5 : 0),
  }));
  const imap = await server({ messages });
  const first = watch(imap.url);
  await first.isOpen();
  imap.deliver({ text: 'new' });
  await first.has('new');
  expect(first.read).toEqual(['new']);
  await first.stop();

  const known = { uidValidity: first.position()?.uidValidity ?? '', lastUid: 9_000 };
  const second = watch(imap.url, { position: known });
  await second.isOpen();
  expect(second.read).toEqual(['mail 9999', 'mail 10000', 'new']);
  expect(second.position()?.lastUid).toBe(10_001);
});

it('of a folder that was made anew, it reads new mails only', async () => {
  const imap = await server({ messages: [{ raw: mailOf({ text: 'old' }) }] });
  const mailbox = watch(imap.url, { position: { uidValidity: 'another', lastUid: 0 } });
  await mailbox.isOpen();
  imap.deliver({ text: 'new' });
  await mailbox.has('new');
  expect(mailbox.read).toEqual(['new']);
});

it('a slow server is waited for', async () => {
  const imap = await server();
  imap.slowDown(150);
  const slow = watch(imap.url);
  await slow.isOpen();
  imap.deliver({ text: 'one' });
  await slow.has('one');
  expect(slow.states).toEqual([null]);
});

it('says why a mailbox cannot be read', async () => {
  const imap = await server();
  const problemOf = (url: string, allowPrivate = true) => {
    const { states } = watch(url, { allowPrivate });
    return until(() => states[0], 'a problem');
  };
  const at = `127.0.0.1:${imap.port}`;
  const closed = await server();
  await closed.close();
  expect(await problemOf(`imap://testuser:wrong@${at}`)).toBe('authentication_failed');
  expect(await problemOf(`imap://testuser:testpass@${at}/Elsewhere`)).toBe('folder_not_found');
  expect(await problemOf(imap.url, false)).toBe('forbidden_address');
  expect(await problemOf(`imap://testuser:testpass@localhost:${imap.port}`, false)).toBe('forbidden_address');
  expect(await problemOf('imap://testuser:testpass@mail.invalid')).toBe('name_not_resolved');
  expect(await problemOf(closed.url)).toBe('connection_failed');
});

it('is stopped at once while a server does not respond, when it is opened and when it is first read', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  ends.push(
    () =>
      new Promise((resolve) => {
        silent.close(() => resolve());
      }),
  );
  const isConnected = new Promise<void>((resolve) => {
    silent.once('connection', () => resolve());
  });
  const { port } = silent.address() as AddressInfo;
  const opening = watch(`imap://testuser:testpass@127.0.0.1:${port}`);
  await isConnected;

  const imap = await server();
  let isOpen = false;
  const reading = watch(imap.url, {
    onOpen: () => {
      imap.slowDown(40_000);
      isOpen = true;
    },
  });
  await until(() => isOpen, 'an open folder');

  const stoppedAt = performance.now();
  await Promise.all([opening.stop(), reading.stop()]);
  // The client itself would wait for 30 s.
  expect(performance.now() - stoppedAt).toBeLessThan(15_000);
  expect([...opening.states, ...reading.states]).toEqual([]);
});
