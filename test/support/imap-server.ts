import type { AddressInfo, Socket } from 'node:net';
import { Transform } from 'node:stream';
import { createServer, connect } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { mailServerCertificate } from './mail-server-certificate.js';

interface WrittenMail {
  from?: string;
  to?: string;
  subject?: string;
  date?: Date | undefined;
  text: string;
}

/** A mail as it lies in a mailbox. */
export const mailOf = ({
  from = 'Bank <codes@bank.example>',
  to = 'ana@mail.example',
  subject = 'Sign in',
  date = new Date(),
  text,
}: WrittenMail): string =>
  [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${date.toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');

export type ImapTestServer = Awaited<ReturnType<typeof startImapServer>>;

/** What a server needs for `AUTHENTICATE XOAUTH2`. */
export const oauthPlugins = ['SASL-IR', 'XOAUTH2', 'IDLE'];

/**
 * An IMAP server with the user `testuser` and a folder INBOX, behind a proxy that can be slow and can drop connections.
 */
export async function startImapServer({
  messages = [],
  plugins = ['IDLE'],
  isSecure = false,
}: {
  messages?: { raw: string; internaldate?: Date; flags?: string[] }[];
  plugins?: string[];
  /** TLS from the first byte. */
  isSecure?: boolean;
} = {}) {
  const server = hoodiecrow({
    plugins,
    secureConnection: isSecure,
    credentials: { ...mailServerCertificate },
    storage: { INBOX: { messages }, '': {} },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const serverPort = (server.server.address() as AddressInfo).port;
  const open = new Set<Socket>();
  let delayMs = 0;
  let accepted = 0;
  let heard = '';
  const proxy = createServer((socket) => {
    accepted += 1;
    const upstream = connect(serverPort, '127.0.0.1');
    for (const one of [socket, upstream]) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        socket.destroy();
        upstream.destroy();
      });
    }
    const slow = new Transform({
      transform: (chunk, _encoding, done) => {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), delayMs);
      },
    });
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.pipe(upstream).pipe(slow).pipe(socket);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const { port } = proxy.address() as AddressInfo;
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `imap://testuser:testpass@127.0.0.1:${port}`,
    /** Signs in with an access token from this endpoint. */
    oauthUrl: (tokenEndpoint: string): string =>
      `imap://testuser:configured-token@127.0.0.1:${port}/INBOX?${new URLSearchParams({
        token_endpoint: tokenEndpoint,
        client_id: 'client',
        client_secret: 'client-secret',
      }).toString()}`,
    port,
    deliver: (mail: WrittenMail): void => server.appendMessage('INBOX', [], false, mailOf(mail)),
    flags: (): string[][] => server.getMailbox('INBOX').messages.map(({ flags = [] }) => flags),
    /** Connections that are open now. */
    connections: (): number => open.size / 2,
    /** Connections since the start. */
    accepted: (): number => accepted,
    /** All that clients have sent, as it was on the wire. */
    heard: (): string => heard,
    /** The access token that it takes from now on. */
    setAccessToken: (accessToken: string): void => {
      const user = server.users['testuser'];
      if (user) user.xoauth2 = { accessToken };
    },
    /** Delays each answer of the server. */
    slowDown: (ms: number): void => {
      delayMs = ms;
    },
    drop,
    /** Makes all mails of the folder unknown, as after it was restored from a backup. */
    changeUidValidity: (): void => {
      server.getMailbox('INBOX').uidvalidity += 1;
    },
    close: async (): Promise<void> => {
      drop();
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}
