import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import {
  beginSignIn,
  browserDays,
  findSignedInUser,
  recordSignInUse,
  signInHours,
} from '../../db/accounts/sign-ins.js';
import type { Db } from '../../db/open.js';
import type { SignInKind } from '../../db/tables/schema.js';

const issuer = 'assisted-login';
const claimsSchema = z.object({ sub: z.guid(), jti: z.guid() });

interface NewSignIn {
  kind: SignInKind;
  address: string;
  /** What the client calls itself, for the list of sign-ins. */
  userAgent: string | null;
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/**
 * Access tokens of users: JWTs (HS256). Each belongs to a row of `sign_ins`, so that signing out revokes it immediately.
 * A token is valid for 12 hours. One in the cookie of a browser is valid while its row says so: for 12 hours after it was
 * last used, and for 7 days at the most.
 */
export function createAccessTokens({ db, jwtSecret }: { db: Db; jwtSecret: string }) {
  const key = new TextEncoder().encode(jwtSecret);

  return {
    /** Records a sign-in and returns its token. */
    async issue(userId: string, from: NewSignIn): Promise<string> {
      const signInId = randomUUID();
      await beginSignIn(db, { signInId, userId, ...from });
      return sign({ signInId, userId, kind: from.kind });
    },

    /** Another token of the same sign-in of a browser, whose time begins anew. */
    renew: (signIn: { signInId: string; userId: string }): Promise<string> =>
      sign({ ...signIn, kind: 'cookie' }),

    /** The signed-in user of a token, and the user's account with this id; undefined if it is forged, expired or signed out. */
    async check(token: string, accountId: string | undefined) {
      const claims = await verify(token);
      if (!claims) return undefined;
      const found = await findSignedInUser(db, { signInId: claims.jti, userId: claims.sub, accountId });
      if (found?.isUseDue) await recordSignInUse(db, claims.jti);
      return found;
    },
  };

  function sign({ signInId, userId, kind }: { signInId: string; userId: string; kind: SignInKind }) {
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer)
      .setSubject(userId)
      .setJti(signInId)
      .setIssuedAt()
      .setExpirationTime(kind === 'cookie' ? `${browserDays}d` : `${signInHours}h`)
      .sign(key);
  }

  async function verify(token: string) {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer });
      return claimsSchema.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
