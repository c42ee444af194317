import { describe, expect, it } from 'vitest';
import type { WireDescriptor } from '../wire-descriptor.js';
import { notificationEventSchema } from './notification-events.js';
import { notificationText } from './notification-text.js';
import {
  notificationBody,
  notificationEvents,
  notificationOf,
  type NotificationType,
} from './notifications.js';

const textOf = (type: NotificationType, data: Record<string, unknown> = {}) =>
  notificationText({
    type,
    accountName: 'Household',
    body: notificationBody({
      accountId: 'an account',
      type,
      status: 'a status',
      data,
      occurredAt: new Date('2026-01-01T00:00:00Z'),
    }),
  });

describe('the text of a notification', () => {
  it('has a title with the event and the account', () => {
    const types: NotificationType[] = [...notificationEvents, 'test'];
    expect(types.map((type) => textOf(type).title)).toEqual([
      'Household waits for a code',
      'The login of Household failed',
      'The session of Household was lost',
      'The code for Household was accepted',
      'The bank rejected the code for Household',
      'No code was submitted for Household in time',
      'Household no longer waits for a code',
      'Household is blocked',
      'A test of the notifications of Household',
    ]);
  });

  const sms: WireDescriptor = { length: 6, type: 'numeric', channel: 'sms' };
  it.each<[string, WireDescriptor]>([
    ['6 digits, by SMS', sms],
    ['6 digits, by SMS, ••78', { ...sms, destination: '••78' }],
    ['8 letters and digits, by SMS', { ...sms, length: 8, type: 'alphanumeric' }],
    ['6 to 8 digits, by SMS', { ...sms, length: 8, min_length: 6 }],
    ['a code, by SMS', { ...sms, length: null }],
    ['6 digits, by e-mail', { ...sms, channel: 'email' }],
    ['6 digits, by a call', { ...sms, channel: 'call' }],
    ['6 digits, in the bank’s app', { ...sms, channel: 'app' }],
    ['6 digits, on a token', { ...sms, channel: 'token' }],
    ['6 digits', { ...sms, channel: 'unknown' }],
    ['6 digits, ••78', { ...sms, channel: 'unknown', destination: '••78' }],
  ])('says what is wanted: %s', (wanted, descriptor) => {
    expect(textOf('assistance_required', { descriptor }).lines).toEqual([`Wanted: ${wanted}.`]);
  });

  it.each([
    [{ expires_at: '2026-01-01T12:34:56.789Z' }, ['Until 2026-01-01 12:34:56 UTC.']],
    [{ outcome: 'bank_unavailable', reason: null }, ['Why: bank unavailable.']],
    [{ reason: 'too_many_failures' }, ['Why: too many failures.']],
    [{ outcome: 'error', reason: 'code_budget_used' }, ['Why: error, code budget used.']],
    [
      { descriptor: sms, expires_at: '2026-01-01T12:34:56.789Z', reason: 'stopped' },
      ['Wanted: 6 digits, by SMS.', 'Until 2026-01-01 12:34:56 UTC.', 'Why: stopped.'],
    ],
    [{}, []],
    [{ requestId: 'not for people', attempts: 2 }, []],
  ])('says until when, and why: %j', (data, lines) => {
    expect(textOf('login_failed', data).lines).toEqual(lines);
  });

  it.each([{ expires_at: 'soon' }, { outcome: 7 }, { reason: {} }, { descriptor: {} }])(
    'is not made of a malformed body: %j',
    (data) => {
      expect(() => textOf('login_failed', data)).toThrow();
    },
  );
});

describe('the body of a notification', () => {
  it('has the documented fields', () => {
    const body = notificationBody({
      accountId: 'an account',
      type: 'login_failed',
      status: 'login.failed',
      data: { reason: null },
      occurredAt: new Date('2026-01-01T00:00:00Z'),
    });
    expect(JSON.parse(body)).toEqual({
      account_id: 'an account',
      type: 'login_failed',
      status: 'login.failed',
      data: { reason: null },
      occurred_at: '2026-01-01T00:00:00.000Z',
    });
  });
});

describe('the events that endpoints are notified of', () => {
  it('keep their names on the wire', () => {
    expect(notificationEventSchema.options.join(' ')).toBe(
      'assistance_required login_failed scrape_failed assistance_fulfilled assistance_rejected assistance_expired assistance_cancelled account_blocked',
    );
  });

  it.each([
    ['assistance.requested', 'assistance_required'],
    ['assistance.fulfilled', 'assistance_fulfilled'],
    ['assistance.rejected', 'assistance_rejected'],
    ['assistance.expired', 'assistance_expired'],
    ['assistance.cancelled', 'assistance_cancelled'],
    ['login.failed', 'login_failed'],
    ['scrape.failed', 'scrape_failed'],
    ['account.blocked', 'account_blocked'],
    ['session.started', undefined],
    ['code.submitted', undefined],
    ['user.signed_in', undefined],
  ] as const)('%s: %s', (eventType, notification) => {
    expect(notificationOf(eventType)).toBe(notification);
  });
});
