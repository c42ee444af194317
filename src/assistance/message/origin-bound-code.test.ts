import { describe, expect, it } from 'vitest';
import { alphanumeric, numeric } from './example-messages.js';
import { splitOriginBoundCode } from './origin-bound-code.js';

describe('the last line of a message', () => {
  it.each([
    ['@bank.example #123456', numeric(6), '', '123456'],
    ['Hi\n@bank.example #123456', numeric(6), 'Hi', '123456'],
    ['Hi\r\n@bank.example #123456\r\n', numeric(6), 'Hi', '123456'],
    ['Hi\r@bank.example #123456', numeric(6), 'Hi', '123456'],
    ['Hi\n\n@bank.example #123456\n\n ', numeric(6), 'Hi\n', '123456'],
    ['Hi\n @bank.example #123456', numeric(6), 'Hi', '123456'],
    ['Hi\n@bank.example #123456 %frame.example', numeric(6), 'Hi', '123456'],
    ['Hi\n@bank.example #12345', numeric(6), 'Hi', null],
    ['Hi\n@bank.example #123-456', numeric(6), 'Hi', '123456'],
    ['Hi\n@bank.example #AB12', alphanumeric(4), 'Hi', 'AB12'],
    ['Hi\nYou\n@bank.example #654321', numeric(6), 'Hi\nYou', '654321'],
  ])('is bound to an origin: %j, asked for %o', (text, shape, prose, boundCode) => {
    expect(splitOriginBoundCode(text, shape)).toEqual({ prose, boundCode });
  });

  it.each([
    'Hi\n  @bank.example #123456',
    'Hi\n@bank.example #123456 %',
    'Hi\n@bank.example #123456 frame',
    'Hi\n@bank.example  #123456',
    'Hi\n@bank.example#123456',
    'Hi\n@ #123456',
    'Hi\nbank.example #123456',
    'Hi\n@a@b #123456',
    'Hi\n@a%b #123456',
    'Hi\n@a#b #123456',
    'Hi\n@bank.example #12#456',
    '@bank.example #123456\nBye',
    'Hi\nx @bank.example #123456',
    'Hi\n@bank.example #',
    '',
  ])('is bound to no origin: %j', (text) => {
    expect(splitOriginBoundCode(text, numeric(6))).toEqual({ prose: text, boundCode: null });
  });

  it('has an origin of 253 characters and a code of 64 at most', () => {
    const longest = `@${'b'.repeat(253)} #${'1'.repeat(64)}`;
    expect(splitOriginBoundCode(longest, numeric(64))).toEqual({ prose: '', boundCode: '1'.repeat(64) });
    for (const longer of [longest.replace('@', '@b'), longest.replace('#', '#1')])
      expect(splitOriginBoundCode(longer, numeric(null))).toEqual({ prose: longer, boundCode: null });
  });
});
