import { expect, it } from 'vitest';
import { endOfFailedOpening } from './holder-end.js';

it.each([
  ['unreachable', 'fresh', 'unreachable'],
  ['missing_program', 'session', 'missing_program'],
  ['timeout', 'checkpoint', 'lost'],
  ['unexpected', 'fresh', 'lost'],
  ['timeout', 'session', 'unreachable'],
  ['unexpected', 'session', 'unreachable'],
  ['closed', 'session', 'lost'],
] as const)('a browser that could not be opened: %s, %s ends as %s', (kind, from, end) => {
  expect(endOfFailedOpening(kind, from)).toBe(end);
});
