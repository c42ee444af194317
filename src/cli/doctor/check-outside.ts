import { createTransport } from 'nodemailer';
import { StartError, summarizeError } from '../../runtime/start-error.js';

const timeoutMs = 5_000;

/** Whether this service answers at the address that people and apps use. */
export async function checkPublicUrl(publicUrl: string): Promise<string> {
  const url = `${publicUrl}/health`;
  const remedies = [
    'start the API, or set PUBLIC_URL to its address',
    'see docs/operations.md, Behind a proxy',
  ];
  const reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
    throw new StartError(`${url} cannot be reached from here: ${summarizeError(error)}`, remedies);
  });
  if (!reply.ok) throw new StartError(`${url} answers ${reply.status}.`, remedies);
  return `${url} answers`;
}

/** Whether the mail server takes the user and the password of SMTP_URL. Sends nothing. */
export async function checkMail({ url }: { url: string }): Promise<string> {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url, ...limits });
  try {
    await transport.verify();
  } catch (error) {
    // The server's words may repeat the user name.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new StartError(`The mail server of SMTP_URL cannot be used (${code}).`, [
      'check host, port, user and password of SMTP_URL',
    ]);
  } finally {
    transport.close();
  }
  return 'the mail server accepts SMTP_URL';
}
