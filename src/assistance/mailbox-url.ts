import { z } from 'zod';

/** What an access token is asked for with (RFC 6749, section 6). */
export interface OAuthGrant {
  tokenEndpoint: string;
  clientId: string;
  clientSecret: string | undefined;
  refreshToken: string;
}

/** A folder on an IMAP server, and how to sign in there. */
export interface MailboxAddress {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  isSecure: boolean;
  user: string;
  signIn: { password: string } | OAuthGrant;
  folder: string;
}

const problem = 'must look like imaps://user%40mail.example:password@imap.mail.example/INBOX';

/**
 * The mailbox that an `imaps://` or `imap://` URL names, or what is wrong with it, in words that do not repeat it.
 * For OAuth, the query names the token endpoint and the client, and the refresh token stands in place of the password.
 */
export function parseMailboxUrl(text: string): { mailbox: MailboxAddress } | { problem: string } {
  const url = URL.parse(text);
  if (!url || !['imaps:', 'imap:'].includes(url.protocol) || url.hostname === '') return { problem };
  const [user, password, folder] = [url.username, url.password, url.pathname.replace(/^\//, '')].map(decode);
  const isEncoded = url.hash === '';
  if (!isEncoded || user === undefined || password === undefined || folder === undefined)
    return { problem: 'must have % and other special characters of its user name and password encoded' };
  const signIn = readSignIn(password, url);
  if (!signIn) return { problem: oauthProblem };
  if (user === '' || password === '' || /[\r\n\0]/.test(user + password + folder)) return { problem };
  const isSecure = url.protocol === 'imaps:';
  return {
    mailbox: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (isSecure ? 993 : 143) : Number(url.port),
      isSecure,
      user,
      signIn,
      folder: folder === '' ? 'INBOX' : folder,
    },
  };
}

const oauthProblem =
  'must have ? encoded, or ?token_endpoint=https://…&client_id=…&client_secret=… and the refresh token as its password';

const clientSchema = z.strictObject({
  token_endpoint: z.string().refine(isTokenEndpoint),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
});

/** A query makes the password a refresh token. Undefined if the query is not valid. */
function readSignIn(password: string, { search, searchParams }: URL): MailboxAddress['signIn'] | undefined {
  if (search === '') return { password };
  const names = [...searchParams.keys()];
  const client = clientSchema.safeParse(Object.fromEntries(searchParams)).data;
  if (!client || new Set(names).size !== names.length) return undefined;
  const { token_endpoint: tokenEndpoint, client_id: clientId, client_secret: clientSecret } = client;
  return { tokenEndpoint, clientId, clientSecret, refreshToken: password };
}

/** Secrets are sent in clear on this machine only. */
function isTokenEndpoint(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1');
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
