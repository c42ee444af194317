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
  /** Stays the same in every attempt, so that mail programs show what comes twice once. */
  messageId: string;
  stop: AbortSignal;
}

export interface Mailer {
  send: (mail: Mail) => Promise<PostResult>;
}

/** Hands mail over to a mail server; without one, every mail is told to have none. */
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
          // Not parsed: one address, whatever stands in it.
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${messageId}@${domain}>`,
          // Out-of-office answers to a machine help nobody (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.any([timeout, stop]),
        });
        return { status: 250, retryAfter: null, answer: '' };
      } catch (error) {
        return timeout.aborted ? { status: null, error: 'timeout' } : resultOf(error);
      }
    },
  };
}

/** The server's own refusal, by its number; its text may repeat addresses and more, and is left out. */
function resultOf(error: unknown): PostResult {
  if (!(error instanceof Error)) throw error;
  const responseCode = 'responseCode' in error ? error.responseCode : undefined;
  switch (errorCode(error) ?? '') {
    // A wrong password of ours says nothing of the recipient.
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
