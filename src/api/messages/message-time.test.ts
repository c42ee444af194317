import { describe, expect, it } from 'vitest';
import { isInOtherTimeZone, readTime, timeOfMessage } from './message-time.js';

const now = new Date('2026-11-27T09:05:10.000Z');
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const minutes = (count: number) => count * 60_000;

describe('the time that an app writes', () => {
  it.each([
    ['2026-11-27T09:05:10Z', now],
    ['2026-11-27T10:05:10.000+01:00', now],
    ['2026-11-27 14:35:10+0530', now],
    ['2026-11-27T04:05-05:00', new Date('2026-11-27T09:05:00Z')],
    [now.getTime(), now],
    [String(now.getTime()), now],
    [` ${now.getTime() / 1_000} `, now],
  ])('%s is read', (written, read) => {
    expect(readTime(written)).toEqual(read);
  });

  it.each([
    ...['yesterday', 'n/a', '', '2026/11/27 9:05', '2026-11-27T09:05:10', '2026-11-27', '12345'],
    ...['2026-11-27T05:05:10+-4:00', '2026-13-45T09:05:10Z', '2026-11-27T09:05:10.000+-5:00'],
    ...[null, undefined, {}, [], true, Number.NaN, 1e300, 1.5],
  ])('%j is not', (written) => {
    expect(readTime(written)).toBeUndefined();
  });
});

describe('the time that counts', () => {
  it.each([
    ['a second ago', after(-1_000)],
    ['eight minutes ago', after(-minutes(8))],
    ['29 minutes and 29 s ago', after(-minutes(30) + 31_000)],
    ['31 minutes ago', after(-minutes(31))],
    ['yesterday at another minute', after(-minutes(24 * 60 + 13))],
  ])('is the given one: %s', (_when, given) => {
    expect(timeOfMessage(given, now)).toEqual({ sentAt: given, time: 'given' });
  });

  it('is never after now', () => {
    expect(timeOfMessage(after(minutes(5)), now)).toEqual({ sentAt: now, time: 'given' });
  });

  it.each([
    ['none is given', undefined],
    ['it is in 1970', new Date(1_000)],
    ['it is before 2000', new Date('1999-12-31T23:59:59Z')],
    ['it is more than five minutes ahead', after(minutes(5) + 1)],
    ['it is an hour off', after(-minutes(60))],
    ['it is half an hour off, and the message took 20 s', after(-minutes(30) - 20_000)],
    ['it is 12 h 30 min off, and its clock 29 s fast', after(-minutes(12 * 60 + 30) + 29_000)],
  ])('is that of arrival if %s', (_reason, given) => {
    expect(timeOfMessage(given, now)).toEqual({ sentAt: now, time: 'arrival' });
  });

  it('is not that of another time zone without a whole half hour in between', () => {
    expect(isInOtherTimeZone(after(-20_000), now)).toBe(false);
    expect(isInOtherTimeZone(after(minutes(30)), now)).toBe(false);
    expect(isInOtherTimeZone(after(-minutes(240) - 30_000), now)).toBe(true);
    expect(isInOtherTimeZone(after(-minutes(240) - 30_001), now)).toBe(false);
  });
});
