import { randomUUID } from 'node:crypto';
import { createMailer, type MailServer } from './mailer.js';

const timeoutMs = 20_000;

/** Sends mails of the service itself, each once. Rejects if the mail server does not accept the mail. */
export function createServiceMail(server: MailServer) {
  const mailer = createMailer(server, timeoutMs);
  return async (mail: { to: string; subject: string; text: string }): Promise<void> => {
    const result = await mailer.send({
      ...mail,
      messageId: randomUUID(),
      stop: new AbortController().signal,
    });
    if (result.status === null) throw new Error(`the mail was not sent: ${result.error}`);
    if (result.status !== 250) throw new Error(`the mail server answered ${result.status}`);
  };
}
