import { expect, it } from 'vitest';
import { authenticatorAnswers, bankSendsCode, type Channel } from './descriptor.js';

it.each<[channel: Channel, authenticator: boolean, sent: boolean, sentWithAuthenticator: boolean]>([
  ['sms', false, true, true],
  ['email', false, true, true],
  ['call', false, true, true],
  ['app', true, false, false],
  ['token', true, false, false],
  // The bank may have sent something, unless the account has an authenticator that such a prompt is for.
  ['unknown', true, true, false],
])(
  'a code by %s: an authenticator gives it (%s), the bank sends it (%s; with an authenticator: %s)',
  (channel, authenticator, sent, sentWithAuthenticator) => {
    expect(authenticatorAnswers(channel)).toBe(authenticator);
    expect(bankSendsCode(channel, false)).toBe(sent);
    expect(bankSendsCode(channel, true)).toBe(sentWithAuthenticator);
  },
);
