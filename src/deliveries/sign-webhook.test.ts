import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signatureHeaders } from './sign-webhook.js';

const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const body = '{"type":"login_failed"}';

test('a receiver can verify with its secret, and with either secret during a rotation', () => {
  const [current, previous, another] = [secret(), secret(), secret()];
  const headers = signatureHeaders({ messageId: 'm1', at: new Date(), body, secrets: [current, previous] });
  expect(new Webhook(current).verify(body, headers)).toEqual({ type: 'login_failed' });
  expect(new Webhook(previous).verify(body, headers)).toEqual({ type: 'login_failed' });
  expect(() => new Webhook(another).verify(body, headers)).toThrow('No matching signature found');
  expect(() => new Webhook(current).verify(body.replace('failed', 'fine'), headers)).toThrow();
});
