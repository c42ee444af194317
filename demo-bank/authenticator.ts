import { createHmac } from 'node:crypto';

/** The secret behind every `totp` user, as it would stand in the QR code. A demo's secret: it guards nothing. */
export const DEMO_TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const stepMs = 30_000;
const digits = 6;

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, (character) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 6238 with SHA-1, six digits and steps of 30 s, as authenticator apps have it. */
export function totpAt(time: number, secret = DEMO_TOTP_SECRET): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / stepMs)));
  const mac = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

/** Takes the code of the current step or of a neighbour (RFC 6238, 5.2), each step once for each user name. */
export function createAuthenticator({ now, maxUsers }: { now: () => number; maxUsers: number }) {
  const usedSteps = new Map<string, readonly number[]>();

  return {
    check(username: string, typed: string): 'accepted' | 'wrong' | 'used_before' {
      const current = Math.floor(now() / stepMs);
      const step = [current, current - 1, current + 1].find((each) => totpAt(each * stepMs) === typed);
      if (step === undefined) return 'wrong';

      const used = usedSteps.get(username) ?? [];
      if (used.includes(step)) return 'used_before';

      usedSteps.delete(username);
      usedSteps.set(
        username,
        [...used, step].filter((each) => each >= current - 1),
      );
      for (const oldest of usedSteps.keys()) {
        if (usedSteps.size <= maxUsers) break;
        usedSteps.delete(oldest);
      }
      return 'accepted';
    },
  };
}
