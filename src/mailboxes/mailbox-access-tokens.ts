import { request } from 'undici';
import { z } from 'zod';
import type { OAuthGrant } from '../assistance/mailbox-url.js';
import { createGuardedAgent } from '../deliveries/guarded-agent.js';
import type { ResolveName } from '../deliveries/resolve-name.js';

/** The token endpoint does not accept the refresh token, or not the client. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** The token endpoint cannot be reached, or gives no token that can be used. */
export class TokenEndpointFailed extends Error {
  override readonly name = 'TokenEndpointFailed';
}

/** Where a refresh token is kept that the endpoint gave in place of the configured one. */
export interface RefreshTokenStore {
  read: () => Promise<string | undefined>;
  save: (refreshToken: string) => Promise<void>;
}

export interface AccessTokensOptions extends RefreshTokenStore {
  grant: OAuthGrant;
  resolveName: ResolveName;
  /** Whether the endpoint may be at a loopback or private address. */
  allowPrivate: boolean;
}

const answerTimeoutMs = 20_000;

/** A token that ends so soon is not used any more: signing in at a slow server takes some seconds. */
const marginMs = 60_000;

/** The statuses of RFC 6749, 5.2. Every other one may pass. */
const refusals = [400, 401, 403];

/** A token is sent as one field, whose end a control character would be. */
const tokenSchema = z.string().regex(/^[!-~]{1,10000}$/);

const answerSchema = z.object({
  access_token: tokenSchema,
  /** In seconds. Without it, the token is used once. */
  expires_in: z.coerce.number().catch(0),
  refresh_token: tokenSchema.optional().catch(undefined),
});

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Access tokens for a mailbox, as RFC 6749 (section 6) defines: each is used until shortly before its end. */
export function createAccessTokens({ grant, read, save, ...network }: AccessTokensOptions) {
  let current: { token: string; endsAt: number } | undefined;
  /** The endpoint gave it in place of another one, which it may not accept any more. */
  let unsaved: string | undefined;

  async function saveUnsaved(): Promise<void> {
    if (unsaved === undefined) return;
    try {
      await save(unsaved);
      unsaved = undefined;
    } catch {
      // The mailbox can be read without it. The next call tries again.
    }
  }

  async function fetchNew(stop: AbortSignal): Promise<string> {
    const refreshToken = unsaved ?? (await read()) ?? grant.refreshToken;
    const answer = await askForToken({ grant, refreshToken, stop, ...network });
    current = { token: answer.access_token, endsAt: performance.now() + answer.expires_in * 1_000 };
    const { refresh_token: next = refreshToken } = answer;
    if (next !== refreshToken) unsaved = next;
    await saveUnsaved();
    return answer.access_token;
  }

  return {
    /** A token that is valid for a while. Throws TokenRefused or TokenEndpointFailed, which repeat no secret. */
    get: async (stop: AbortSignal): Promise<string> => {
      if (!current || current.endsAt - marginMs <= performance.now()) return fetchNew(stop);
      await saveUnsaved();
      return current.token;
    },
    /** The mail server does not accept the current token. */
    forget: (): void => {
      current = undefined;
    },
  };
}

async function askForToken({
  grant: { tokenEndpoint, clientId, clientSecret },
  refreshToken,
  stop,
  resolveName,
  allowPrivate,
}: Omit<AccessTokensOptions, keyof RefreshTokenStore> & { refreshToken: string; stop: AbortSignal }) {
  const agent = createGuardedAgent({ allowPrivate, resolveName });
  const form = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
  };
  try {
    const { statusCode, body } = await request(tokenEndpoint, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.any([AbortSignal.timeout(answerTimeoutMs), stop]),
    });
    if (refusals.includes(statusCode)) throw new TokenRefused();
    if (statusCode !== 200) throw new TokenEndpointFailed();
    return answerSchema.parse(await body.json());
  } catch (error) {
    // The message or the cause of another error may repeat what was sent or answered.
    throw error instanceof TokenRefused ? error : new TokenEndpointFailed();
  } finally {
    await agent.destroy();
  }
}
