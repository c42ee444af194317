import { expect, test } from 'vitest';
import { createAuthenticator, totpAt } from './authenticator.js';

test.each([
  // RFC 6238, appendix B, SHA-1: the last six of the eight digits.
  { seconds: 59, code: '287082' },
  { seconds: 1_111_111_109, code: '081804' },
  { seconds: 20_000_000_000, code: '353130' },
])('makes the code of the RFC at $seconds s', ({ seconds, code }) => {
  // "12345678901234567890" in base32.
  expect(totpAt(seconds * 1000, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')).toBe(code);
});

test('accepts the current step and the ones beside it, each once per user name', () => {
  let time = 1_000_000_000_000;
  const authenticator = createAuthenticator({ now: () => time, maxUsers: 10 });
  const current = totpAt(time);
  expect(authenticator.check('totp', totpAt(time - 60_000))).toBe('wrong');
  expect(authenticator.check('totp', totpAt(time - 30_000))).toBe('accepted');
  expect(authenticator.check('totp', current)).toBe('accepted');
  expect(authenticator.check('totp', current)).toBe('used_before');
  expect(authenticator.check('totp+1', current)).toBe('accepted');
  time += 30_000;
  expect(authenticator.check('totp', current)).toBe('used_before');
});
