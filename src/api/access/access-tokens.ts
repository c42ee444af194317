import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { beginSignIn, findSignedInUser } from '../../db/accounts/sign-ins.js';
import type { Db } from '../../db/open.js';

const hours = 12;
const issuer = 'assisted-login';
const claimsSchema = z.object({ sub: z.guid(), jti: z.guid() });

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/**
 * Access tokens of users: JWTs (HS256), valid for 12 hours. Each belongs to a row of `sign_ins`, so that signing out
 * revokes it immediately.
 */
export function createAccessTokens({ db, jwtSecret }: { db: Db; jwtSecret: string }) {
  const key = new TextEncoder().encode(jwtSecret);

  return {
    /** Records a sign-in and returns its token. */
    async issue(userId: string): Promise<string> {
      const signInId = randomUUID();
      await beginSignIn(db, { signInId, userId, hours });
      return new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setSubject(userId)
        .setJti(signInId)
        .setIssuedAt()
        .setExpirationTime(`${hours}h`)
        .sign(key);
    },

    /** The signed-in user of a token, and the user's account with this id; undefined if it is forged, expired or signed out. */
    async check(token: string, accountId: string | undefined) {
      const claims = await verify(token);
      if (!claims) return undefined;
      return findSignedInUser(db, { signInId: claims.jti, userId: claims.sub, accountId });
    },
  };

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
