import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createNameResolver } from '../deliveries/resolve-name.js';
import { parseMailboxUrl } from '../assistance/mailbox-url.js';
import {
  type ImapTestServer,
  mailOf,
  oauthPlugins,
  startImapServer,
} from '../../test/support/imap-server.js';
import { mailServerCertificate } from '../../test/support/mail-server-certificate.js';
import { startTokenEndpoint, type TokenAnswer } from '../../test/support/token-endpoint.js';
import { until } from '../../test/support/until.js';
import type { RefreshTokenStore } from './mailbox-access-tokens.js';
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
    refreshTokens = { read: () => Promise.resolve(undefined), save: () => Promise.resolve() },
  }: {
    position?: MailboxPosition;
    allowPrivate?: boolean;
    refuses?: (text: string) => boolean;
    onOpen?: () => void;
    refreshTokens?: RefreshTokenStore;
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
    refreshTokens,
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

describe('TLS', () => {
  it.each([
    ['imaps', { isSecure: true }],
    ['imap', { plugins: ['STARTTLS', 'IDLE'] }],
  ])('%s: a certificate that is not trusted is refused, and no password is sent', async (scheme, options) => {
    const imap = await server(options);
    const { states } = watch(`${scheme}://testuser:testpass@localhost:${imap.port}`);
    expect(await until(() => states[0], 'a problem')).toBe('certificate_not_trusted');
    expect(imap.heard()).not.toMatch(/testpass|LOGIN/i);
  });

  it('a trusted certificate is accepted with imaps and with STARTTLS, and only for its own name', async () => {
    const [secure, upgraded] = await Promise.all([
      server({ isSecure: true }),
      server({ plugins: ['STARTTLS', 'IDLE'] }),
    ]);
    const states = await statesWhereTrusted([
      `imaps://testuser:testpass@localhost:${secure.port}`,
      `imap://testuser:testpass@localhost:${upgraded.port}`,
      `imaps://testuser:testpass@127.0.0.1:${secure.port}`,
      `imap://testuser:testpass@127.0.0.1:${upgraded.port}`,
    ]);
    expect(states).toEqual([null, null, 'certificate_not_trusted', 'certificate_not_trusted']);
    expect(upgraded.heard()).toContain('STARTTLS');
    expect(secure.heard() + upgraded.heard()).not.toMatch(/testpass|LOGIN/);
  });
});

/** The first states of these mailboxes in a process that trusts the certificate of the test. */
async function statesWhereTrusted(urls: string[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  ends.push(() => rm(folder, { recursive: true }));
  const certificate = join(folder, 'certificate.pem');
  await writeFile(certificate, mailServerCertificate.cert);
  const script = fileURLToPath(new URL('../../test/support/open-mailboxes.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...urls], {
    env: { NODE_EXTRA_CA_CERTS: certificate },
  });
  return JSON.parse(stdout);
}

describe('a mailbox with OAuth', () => {
  async function tokenEndpoint(answers: TokenAnswer[]) {
    const endpoint = await startTokenEndpoint(answers);
    ends.push(endpoint.close);
    return endpoint;
  }

  const asks = (refreshToken: string) => ({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: 'client',
    client_secret: 'client-secret',
  });

  it('signs in with an access token, and again with the same as long as that is valid', async () => {
    const imap = await server({ plugins: oauthPlugins });
    imap.setAccessToken('first');
    const endpoint = await tokenEndpoint([{ body: { access_token: 'first', expires_in: 3600 } }]);
    const mailbox = watch(imap.oauthUrl(endpoint.url));
    await mailbox.isOpen();
    imap.drop();
    imap.deliver({ text: 'one' });
    await mailbox.has('one');
    await until(() => mailbox.states.length === 3, 'the state after the mail');
    expect(mailbox.states).toEqual([null, 'connection_failed', null]);
    expect(endpoint.asked).toEqual([asks('configured-token')]);
  });

  it('renews a token that ends soon, with the refresh token that it got last', async () => {
    const imap = await server({ plugins: oauthPlugins });
    imap.setAccessToken('first');
    const endpoint = await tokenEndpoint([
      { body: { access_token: 'first', expires_in: 30, refresh_token: 'next-token' } },
      { body: { access_token: 'second', expires_in: '3600' } },
    ]);
    let saved: string | undefined;
    const refreshTokens = {
      read: () => Promise.resolve(saved),
      save: (token: string) => {
        saved = token;
        return Promise.resolve();
      },
    };
    const mailbox = watch(imap.oauthUrl(endpoint.url), { refreshTokens });
    await mailbox.isOpen();
    imap.setAccessToken('second');
    imap.drop();
    await until(() => mailbox.states.length === 3, 'another connection');
    expect(mailbox.states).toEqual([null, 'connection_failed', null]);
    expect(endpoint.asked).toEqual([asks('configured-token'), asks('next-token')]);
  });

  it('asks for a new token when the server refuses the one that it has', async () => {
    const imap = await server({ plugins: oauthPlugins });
    imap.setAccessToken('second');
    const endpoint = await tokenEndpoint([
      { body: { access_token: 'first', expires_in: 3600 } },
      { body: { access_token: 'second', expires_in: 3600 } },
    ]);
    const mailbox = watch(imap.oauthUrl(endpoint.url));
    await mailbox.isOpen();
    expect(mailbox.states).toEqual(['authentication_failed', null]);
    expect(endpoint.asked).toHaveLength(2);
  });

  it.each([
    ['token_refused', { status: 400, body: { error: 'invalid_grant' } }],
    ['token_endpoint_failed', { status: 503, body: {} }],
    ['token_endpoint_failed', { body: { access_token: 'with\u0001control' } }],
  ])('says %s when its token endpoint gives no token', async (problem, answer) => {
    const imap = await server({ plugins: oauthPlugins });
    const endpoint = await tokenEndpoint([answer]);
    const { states } = watch(imap.oauthUrl(endpoint.url));
    expect(await until(() => states[0], 'a problem')).toBe(problem);
    expect(imap.accepted()).toBe(0);
  });
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
