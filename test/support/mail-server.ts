import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** Headers and text, as they came. */
  raw: string;
}

/** The server's response to a mail; undefined accepts it. */
type Verdict = (mail: ReceivedMail, count: number) => { code: number; text: string } | undefined;

/** A mail server that requires a password and keeps the mails it received. */
export async function startMailServer(judge: Verdict = () => undefined) {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    // Clients would not trust its certificate.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, callback) => {
      if (username === 'login' && password === 'mail-password') callback(null, { user: username });
      else callback(new Error('no such user'));
    },
    onData: (stream, session, callback) => {
      void text(stream).then((raw) => {
        const mail = { to: session.envelope.rcptTo.map(({ address }) => address), raw };
        received.push(mail);
        const refusal = judge(mail, received.length);
        if (!refusal) callback();
        else callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    received,
    serverWith: (password = 'mail-password') => ({
      url: `smtp://login:${password}@127.0.0.1:${port}`,
      from: 'Assisted Login <logins@codes.example>',
    }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
