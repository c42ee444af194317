import { expect, test } from 'vitest';
import { retryDelaySeconds, retryAfterSeconds } from './retry-delays.js';

const noJitter = () => 0.5;

test('the first retries come after about 2, 5, 12 and 30 s, later ones up to 10 min apart', () => {
  const delays = Array.from({ length: 10 }, (_, index) => retryDelaySeconds(index + 1, noJitter));
  expect(delays).toEqual([2, 5, 12, 30, 75, 187.5, 468.75, 600, 600, 600]);
});

test('jitter changes a delay by up to a fifth, and never beyond 10 min', () => {
  expect(retryDelaySeconds(1, () => 0)).toBeCloseTo(1.6);
  expect(retryDelaySeconds(1, () => 1)).toBeCloseTo(2.4);
  expect(retryDelaySeconds(50, () => 1)).toBe(600);
});

const now = new Date('2026-01-01T00:00:00Z');

test.each([
  [null, null],
  ['120', 120],
  [' 7 ', 7],
  ['0', null],
  ['-5', null],
  ['soon', null],
  ['999999999', 3_600],
  ['Thu, 01 Jan 2026 00:02:00 GMT', 120],
  ['Wed, 31 Dec 2025 00:00:00 GMT', null],
  ['Fri, 01 Jan 2027 00:00:00 GMT', 3_600],
])('Retry-After %j asks for %j seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});
