/** A folder on an IMAP server, and how to sign in there. */
export interface MailboxAddress {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  isSecure: boolean;
  user: string;
  password: string;
  folder: string;
}

const problem = 'must look like imaps://user%40mail.example:password@imap.mail.example/INBOX';

/** The mailbox that an `imaps://` or `imap://` URL names, or what is wrong with it, in words that do not repeat it. */
export function parseMailboxUrl(text: string): { mailbox: MailboxAddress } | { problem: string } {
  const url = URL.parse(text);
  if (!url || !['imaps:', 'imap:'].includes(url.protocol) || url.hostname === '') return { problem };
  const [user, password, folder] = [url.username, url.password, url.pathname.replace(/^\//, '')].map(decode);
  const isEncoded = url.search === '' && url.hash === '';
  if (!isEncoded || user === undefined || password === undefined || folder === undefined)
    return { problem: 'must have % and other special characters of its user name and password encoded' };
  if (user === '' || password === '' || /[\r\n\0]/.test(user + password + folder)) return { problem };
  const isSecure = url.protocol === 'imaps:';
  return {
    mailbox: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (isSecure ? 993 : 143) : Number(url.port),
      isSecure,
      user,
      password,
      folder: folder === '' ? 'INBOX' : folder,
    },
  };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
