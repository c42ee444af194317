import { expect, test } from 'vitest';
import { codeGroups } from './code-groups.js';

test.each([
  { maxLengths: ['4', '4'], groups: [4, 4] },
  { maxLengths: ['3', '2', '3'], groups: [3, 2, 3] },
  { maxLengths: ['1', '1', '1', '1'], groups: [1, 1, 1, 1] },
  { maxLengths: [null, null, null, null], groups: [1, 1, 1, 1] },
  // The first box takes a whole code that is pasted.
  { maxLengths: ['4', '1', '1', '1'], groups: [1, 1, 1, 1] },
  { maxLengths: ['2', '2', '2', '2', '2', '2'], groups: [1, 1, 1, 1, 1, 1] },
])('fields with maxlength $maxLengths take $groups characters', ({ maxLengths, groups }) => {
  expect(codeGroups(maxLengths)).toEqual(groups);
});
