import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsDescriptor } from '../code-shape.js';
import { codeInMessage } from './code-in-message.js';
import { readsLikeDate } from './dates-and-times.js';
import { alphanumeric, examples } from './example-messages.js';
import { normalizeText } from './normalize-text.js';

const type = fc.constantFrom('numeric' as const, 'alphanumeric' as const);
const someLength = fc.integer({ min: 1, max: 32 });
const shapes = fc.oneof(
  fc.record({ length: fc.option(someLength), type }),
  fc.tuple(someLength, someLength, type).map(([one, other, type]) => ({
    length: Math.max(one, other),
    minLength: Math.min(one, other),
    type,
  })),
);
const example = fc.constantFrom(...examples);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  // Typical pieces of messages in random order
  fc
    .array(
      fc.constantFrom(
        ...[
          'code',
          'код',
          '验证码',
          'رمز',
          '123456',
          '1234',
          'AB12CD',
          '+34',
          '€',
          ' ',
          '-',
          '.',
          ',',
          ':',
          '\n',
        ],
        ...['@bank.example #', '*', '/', 'ref', 'call', '2026', 'EUR', '\u200f', '٤٥', '９', 'x', '1'],
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join('')),
);

describe('codeInMessage', () => {
  it('accepts any text, is deterministic, and finds only codes of the expected shape', () => {
    fc.assert(
      fc.property(anyText, shapes, (message, shape) => {
        const answer = codeInMessage(message, shape);
        expect(codeInMessage(message, shape)).toEqual(answer);
        if (answer.found === 'one') expect(fitsDescriptor(answer.code, shape)).toBe(true);
        else expect(Object.keys(answer)).toEqual(['found']);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the same code when the bank also takes other lengths', () => {
    const slack = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(example, slack, slack, ({ message, shape, code }, shorter, longer) => {
        const range = { ...shape, length: code.length + longer, minLength: code.length - shorter };
        expect(codeInMessage(message, range)).toEqual({ found: 'one', code });
      }),
      { numRuns: 1000 },
    );
  });

  it('finds any other code of the same length at the position of the code', () => {
    const written = examples.filter(({ message, code }) => /^\d+$/.test(code) && message.includes(code));
    expect(written.length).toBeGreaterThan(60);
    const withCode = fc
      .constantFrom(...written)
      .chain((chosen) =>
        fc.tuple(
          fc.constant(chosen),
          fc.stringMatching(new RegExp(`^[0-9]{${String(chosen.code.length)}}$`)),
        ),
      )
      .filter(([, code]) => !readsLikeDate(code));
    fc.assert(
      fc.property(withCode, ([{ message, shape, code: old }, code]) => {
        expect(codeInMessage(message.replaceAll(old, code), shape)).toEqual({ found: 'one', code });
      }),
      { numRuns: 2000 },
    );
  });

  it('is not affected by numbers that are not codes', () => {
    const noise = fc.constantFrom(
      ...[
        'Call +34 612 345 678.',
        'In all 1.234,56 EUR.',
        'On 23.11.2026 at 14:05.',
        'Card ****9876.',
        'Ref: 7788990011.',
      ],
      ...[
        'Tel. 030 123456.',
        '金额9876元。',
        'Since 2026.',
        'See https://bank.example/a/445566.',
        'Valid for 10 minutes.',
      ],
    );
    fc.assert(
      fc.property(example, noise, fc.boolean(), ({ message, shape, code }, sentence, goesFirst) => {
        const isBound = message.includes('@bank.example #');
        const longer = goesFirst || isBound ? `${sentence}\n${message}` : `${message}\n${sentence}`;
        expect(codeInMessage(longer, shape)).toEqual({ found: 'one', code });
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same result for a message and for its normalized form', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          example.map(({ message }) => message),
        ),
        shapes,
        (message, shape) => {
          expect(codeInMessage(normalizeText(message), shape)).toEqual(codeInMessage(message, shape));
        },
      ),
    );
  });

  it('ignores direction marks between the characters', () => {
    fc.assert(
      fc.property(
        example,
        fc.constantFrom('\u200e', '\u200f', '\u2067', '\ufeff'),
        ({ message, shape, code }, mark) => {
          expect(codeInMessage(Array.from(message).join(mark), shape)).toEqual({ found: 'one', code });
        },
      ),
    );
  });
});

/** The API's limit for a body. Patterns that look back at each character would take minutes for these. */
describe('messages of 64 kB', () => {
  const pieces = [
    ...[
      '1',
      '1 ',
      '1-',
      '12 34 ',
      '1.',
      '1,',
      '1:',
      '1/',
      '+',
      '+1 ',
      '+1234567 ',
      '00 1',
      '(',
      '(1',
      '*',
      '*1*',
      'x',
      'X1',
    ],
    ...[
      'a',
      'a.',
      'a-',
      'a@',
      '@a.',
      'www.',
      'A1',
      'A ',
      'GB12 ',
      'ä',
      'a\u0301',
      'code ',
      'code 1',
      'code 1234, ',
      'код',
    ],
    ...[
      'رمز',
      '验证码',
      '验证码1',
      'call 1 ',
      'ref 1',
      'EUR 1 ',
      '1 EUR ',
      ' ',
      '\n',
      '.',
      ',',
      'text ',
      '\u200f',
      '٤',
      '９',
    ],
  ];
  it.each(pieces)('made of %j are read in time', (piece) => {
    const message = piece.repeat(Math.floor(64_000 / piece.length));
    // With letters allowed every chunk may be a code.
    expect(['none', 'one', 'several']).toContain(codeInMessage(message, alphanumeric(null)).found);
  });
});
