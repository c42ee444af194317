import { Secret, TOTP } from 'otpauth';
import { keepNewest } from './keep-newest.js';

/**
 * The authenticator secret of every `totp` user, as in the QR code of a real bank. It protects nothing.
 */
export const DEMO_TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const stepMs = 30_000;

/** RFC 6238 with SHA-1, six digits and steps of 30 s, as authenticator apps use it. */
export const totpAt = (time: number, secret = DEMO_TOTP_SECRET): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time });

export type Authenticator = ReturnType<typeof createAuthenticator>;

/**
 * Accepts the code of the current step and of the steps before and after it (RFC 6238, 5.2), each once per user name.
 */
export function createAuthenticator({ now, maxUsers }: { now: () => number; maxUsers: number }) {
  const usedSteps = new Map<string, readonly number[]>();

  return {
    check(username: string, typed: string): 'accepted' | 'wrong' | 'used_before' {
      const current = Math.floor(now() / stepMs);
      const step = [current, current - 1, current + 1].find((each) => totpAt(each * stepMs) === typed);
      if (step === undefined) return 'wrong';

      const used = usedSteps.get(username) ?? [];
      if (used.includes(step)) return 'used_before';

      const recent = [...used, step].filter((each) => each >= current - 1);
      keepNewest(usedSteps, { key: username, value: recent, most: maxUsers });
      return 'accepted';
    },
  };
}
