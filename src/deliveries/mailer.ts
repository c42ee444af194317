import { createTransport } from 'nodemailer';
import type { PostResult } from './post-webhook.js';
import { errorCode } from '../process/error-code.js';

export interface MailServer {
  /** `smtp://` or `smtps://`, with user and password. */
  url: string;
  from: string;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same in every attempt, so that mail programs show a mail that arrives twice only once. */
  messageId: string;
  stop: AbortSignal;
}

export interface Mailer {
  /** Resolves with `status` 250 when the mail server accepted the mail, its SMTP code when it refused it. Never rejects for either. */
  send: (mail: Mail) => Promise<PostResult>;
}

/** Sends mail through the operator's mail server. Without one, each mail fails with `no_mail_server`. */
export function createMailer(server: MailServer | undefined, timeoutMs: number): Mailer {
  if (!server) return { send: () => Promise.resolve({ status: null, error: 'no_mail_server' }) };
  const { url, from } = server;
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
  });
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'assisted-login';
  return {
    async send({ to, subject, text, messageId, stop }) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        await transport.sendMail({
          from,
          // As an object, the address is not parsed: it stays one recipient whatever it contains.
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${messageId}@${domain}>`,
          // Suppresses out-of-office replies (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.any([timeout, stop]),
        });
        return { status: 250, retryAfter: null, answer: '' };
      } catch (error) {
        return timeout.aborted ? { status: null, error: 'timeout' } : resultOfError(error);
      }
    },
  };
}

/** Keeps only the SMTP code of a refusal: the server's text may repeat addresses and parts of the mail. */
function resultOfError(error: unknown): PostResult {
  if (!(error instanceof Error)) throw error;
  const responseCode = 'responseCode' in error ? error.responseCode : undefined;
  switch (errorCode(error) ?? '') {
    // Wrong credentials in SMTP_URL, not a fault of the recipient.
    case 'EAUTH':
    case 'ENOAUTH':
      return { status: null, error: 'mail_server_refuses_us' };
    case 'ETIMEDOUT':
      return { status: null, error: 'timeout' };
    case 'ETLS':
      return { status: null, error: 'certificate_not_trusted' };
    case 'EDNS':
      return { status: null, error: 'name_not_resolved' };
  }
  return typeof responseCode === 'number'
    ? { status: responseCode, retryAfter: null, answer: '' }
    : { status: null, error: 'connection_failed' };
}
