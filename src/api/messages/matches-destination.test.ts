import { expect, it } from 'vitest';
import { matchesDestination } from './matches-destination.js';
import { matchesSender } from './matches-sender.js';

it.each([
  ['+447700900678', '+44 •••• ••• 678', true],
  ['+447700900679', '+44 •••• ••• 678', false],
  ['+497700900678', '+44 •••• ••• 678', false],
  ['07700 900678', '+44 •••• ••• 678', true],
  ['0034612345678', '+34 6** *** *78', true],
  ['+34 612 345 678', '6XX-XXX-X78', true],
  ['+34 612 345 679', '6XX-XXX-X78', false],
  ['+33612345678', '06 •• •• •• 78', true],
  ['+33612345679', '06 •• •• •• 78', false],
  ['+447700900678', '07••• •••678', true],
  ['+491715550678', '0171 ••• 678', true],
  ['0171 5550678', '0171 ••• 678', true],
  ['+447700900678', '+44 (0)77•• •••678', true],
  ['+491715550123', 'endet auf 0123', true],
  ['+491715551123', 'endet auf 0123', false],
  ['1'.repeat(30), '06 •• •• •• 78', true],
  ['+15005551234', 'your phone ending in 1234', true],
  ['+15005551235', 'your phone ending in 1234', false],
  ['+15005551234', '(***) ***-1234', true],
  ['+15005559999', '(500) 555-****', true],
  ['+15015559999', '(500) 555-****', false],
  ['+15005559999', 'your phone', true],
  ['SIM1', '+44 •••• ••• 678', true],
  ['ana77@example.com', 'a•••@example.com', true],
  [undefined, '+44 •••• ••• 678', true],
  ['+447700900678', undefined, true],
])('a message to %s and the destination %s: %s', (to, destination, fits) => {
  expect(matchesDestination(to, destination)).toBe(fits);
});

it.each([
  [undefined, [], true],
  [undefined, ['BANK'], false],
  ['My Bank', ['MYBANK'], true],
  ['MYBANK2', ['MYBANK'], false],
  ['+34 612-345-678', ['0034612345678'], true],
  ['612345678', ['+34612345678'], false],
])('a message from %s and the senders %j: %s', (from, senders, fits) => {
  expect(matchesSender(from, senders)).toBe(fits);
});
