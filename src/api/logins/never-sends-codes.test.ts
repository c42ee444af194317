import { expect, it } from 'vitest';
import { neverSendsCodes } from './never-sends-codes.js';

const bank = { code: 'one', name: 'One', loginUrl: 'https://one.example' };
const page = () => undefined;

it.each([
  ['asks for no codes', { otp: null }, true],
  ['asks for codes of its app', { otp: { channel: 'app' } as const }, true],
  ['asks for codes of a token', { otp: { channel: 'token' } as const }, true],
  ['sends codes by SMS', { otp: { channel: 'sms' } as const }, false],
  ['does not say where codes come from', { otp: { channel: 'unknown' } as const }, false],
  ['is a module that does not say it', { otp: {} }, false],
  ['says nothing about codes', {}, false],
  ['offers a choice', { otp: null, choose: page }, false],
  ['waits for approvals', { otp: null, awaitApproval: page }, false],
])('a bank that %s', (_title, facts, never) => {
  expect(neverSendsCodes({ ...bank, ...facts })).toBe(never);
});
