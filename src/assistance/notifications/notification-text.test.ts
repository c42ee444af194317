import { describe, expect, it } from 'vitest';
import type { RequestType } from '../request-content.js';
import type { WireDescriptor } from '../wire-descriptor.js';
import type { WireContent } from '../wire-request-content.js';
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

  it.each<[RequestType, string[]]>([
    [
      'choice',
      [
        'Household waits for a choice',
        'The choice for Household was accepted',
        'The bank rejected the choice for Household',
        'Nothing was chosen for Household in time',
        'Household no longer waits for a choice',
      ],
    ],
    [
      'approval',
      [
        'Household waits for an approval in the bank’s app',
        'The login of Household was approved',
        'The login of Household was not approved',
        'The login of Household was not approved in time',
        'Household no longer waits for an approval',
      ],
    ],
    [
      'question',
      [
        'Household waits for an answer to the bank’s question',
        'The answer for Household was accepted',
        'The bank rejected the answer for Household',
        'No answer was submitted for Household in time',
        'Household no longer waits for an answer',
      ],
    ],
  ])('has titles of their own for a request of type %s', (type, expected) => {
    const events = notificationEvents.filter((event) => event.startsWith('assistance_'));
    expect(events.map((event) => textOf(event, { type }).title)).toEqual(expected);
    expect(textOf('login_failed', { type }).title).toBe('The login of Household failed');
  });

  it.each<[WireContent, string[]]>([
    [
      {
        type: 'choice',
        descriptor: {
          options: [
            { id: 'sms', label: 'Text me', channel: 'sms', destination: '••78' },
            { id: 'app', label: 'Use the app', channel: 'app' },
          ],
        },
      },
      ['Options: Text me, ••78; Use the app.'],
    ],
    [
      { type: 'approval', descriptor: { message: 'Open the app.', compare: '42', options: [] } },
      ['The bank says: Open the app.', 'Compare: 42'],
    ],
    [{ type: 'approval', descriptor: { options: [{ id: 'instead', label: 'Send a code' }] } }, []],
    [
      { type: 'question', descriptor: { text: 'Name of your first pet?', private: true } },
      ['Question: Name of your first pet?'],
    ],
    [
      {
        type: 'otp',
        descriptor: { length: 6, type: 'numeric', channel: 'app', picture: '/v1/a-picture' },
      },
      ['Wanted: 6 digits, in the bank’s app.', 'The bank shows a picture that is needed for the code.'],
    ],
  ])('says what is asked for: %j', (content, lines) => {
    expect(textOf('assistance_required', content).lines).toEqual(lines);
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

  it.each([
    { expires_at: 'soon' },
    { outcome: 7 },
    { reason: {} },
    { descriptor: {} },
    { type: 'other' },
    { type: 'choice', descriptor: {} },
  ])('is not made of a malformed body: %j', (data) => {
    expect(() => textOf('login_failed', data)).toThrow();
  });
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
    expect(notificationOf({ type: eventType, details: { attempts: 0 } })).toBe(notification);
  });

  it('are not notified again when a request asks again after a refused code', () => {
    expect(notificationOf({ type: 'assistance.requested', details: { attempts: 1 } })).toBeUndefined();
    expect(notificationOf({ type: 'assistance.rejected', details: { attempts: 1 } })).toBe(
      'assistance_rejected',
    );
  });
});
