import { describe, expect, it } from 'vitest';
import { createPhraseTable } from './phrase-table.js';

const table = createPhraseTable(['paid|payment of|payment', 'don t|посылк*|ab*', 'Décliné'], '快递|包裹');
const foundIn = (text: string) => table.find(text).map(([start, end]) => text.slice(start, end));

describe('a table of phrases', () => {
  it.each([
    ['you paid 5', ['paid']],
    ['paid paid', ['paid', 'paid']],
    ['a payment of 5', ['payment of']],
    ['a payment-of 5', ['payment-of']],
    ['a payment to', ['payment']],
    ['a payment  of', ['payment']],
    ['a payment.of', ['payment']],
    ["don't", ["don't"]],
    ['don’t', ['don’t']],
    ['ваша посылка', ['посылка']],
    ['abc ab a', ['abc', 'ab']],
    ['decline', ['decline']],
    ['x快递y包裹', ['快递', '包裹']],
    ['快递 paid', ['快递', 'paid']],
    ['unpaid paids repaid', []],
    ['don t', ['don t']],
    ['don', []],
    ['', []],
  ])('finds whole words in %j', (text, found) => {
    expect(foundIn(text)).toEqual(found);
    expect(table.isIn(text)).toBe(found.length > 0);
  });

  it('has no words of other scripts unless it is given some', () => {
    expect(createPhraseTable(['paid']).find('快递')).toEqual([]);
  });
});
