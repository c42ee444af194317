import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanBankText, cleanOfCodes, cutMark } from './bank-text.js';

describe('a text of a bank', () => {
  it('loses what was typed, in any case and with separators in it', () => {
    expect(cleanBankText('We could not accept 123 456, ANA.', ['123456', 'ana'])).toBe(
      `We could not accept ${cutMark}, ${cutMark}.`,
    );
  });

  it.each([
    ['Arabic digits', '٩٨٧٦٥١'],
    ['Persian digits', '۹۸۷۶۵۱'],
    ['Devanagari digits', '९८७६५१'],
    ['Thai digits', '๙๘๗๖๕๑'],
    ['Bengali digits', '৯৮৭৬৫১'],
    ['Burmese digits', '၉၈၇၆၅၁'],
    ['strokes', '9\u03368\u03367\u03366\u03365\u03361\u0336'],
    ['a joiner of marks', '9\u034f87651'],
    ['full-width digits', '９８７６５１'],
    ['mathematical digits', '𝟗𝟠𝟩𝟲𝟻𝟷'],
    ['circled digits', '⑨⑧❼➏⓹①'],
    ['Chinese digits', '九八七六五一'],
    ['raised and lowered digits', '⁹⁸⁷₆₅₁'],
    ['keycaps', '9️⃣8️⃣7️⃣6️⃣5️⃣1️⃣'],
    ['middle dots', '9 · 8 · 7 · 6 · 5 · 1'],
    ['a point', '987.651'],
    ['bars', '9|8|7|6|5|1'],
    ['zero-width spaces', '9\u200b8\u200b7\u200b6\u200b5\u200b1'],
    ['many invisible characters', '9\u200b\u200c\u200d\u2060\ufeff87\u00ad651'],
    ['lines', '9\n\n  8\n7\t6\n5\n1'],
    ['letters', '9x8x7 y 651'],
    ['one field for each digit', '9] [8] [7] [6] [5] [1'],
    ['symbols that are folded to letters or digits', '9㏂8㍘7⼀651'],
  ])('loses a code in %s', (_, written) => {
    expect(cleanBankText(`Wrong: ${written}! Again?`, ['987651'])).toBe(`Wrong: ${cutMark}! Again?`);
  });

  it.each([
    ['in other letters', 'ＡＢ３ⓧ𝐘９'],
    ['in the other case', 'Ab3Xy9'],
    ['with accents', 'áb3x\u0301y9'],
    ['in groups', 'aB3-xY9'],
  ])('loses a code with letters, written %s', (_, written) => {
    expect(cleanBankText(`Wrong: ${written}! Again?`, ['aB3xY9'])).toBe(`Wrong: ${cutMark}! Again?`);
  });

  it('loses a secret with other characters in it, and one that is written in a ligature', () => {
    expect(cleanBankText('Password p@$$ (w0rd).', ['p@$$ (w0rd)'])).toBe(`Password ${cutMark}.`);
    expect(cleanBankText('User STRASSE', ['straße'])).toBe(`User ${cutMark}`);
    expect(cleanBankText('User ﬁona', ['fiona'])).toBe(`User ${cutMark}`);
    expect(cleanBankText('It was --!!-- and ??', ['--!!--'])).toBe(`It was ${cutMark} and ??`);
  });

  it('loses a code that stands around another one', () => {
    expect(cleanBankText('Code 9987651987651 87651', ['987651'])).not.toMatch(/9\D{0,3}8\D{0,3}7/);
  });

  it.each(['', '\u200b', '•'])('is not changed by the secret %j', (secret) => {
    expect(cleanBankText('Refused.', [secret])).toBe('Refused.');
  });

  it.each([
    'Step 1 of 2: call 0800 98 76 50, code 987650 was refused.',
    'Sent at 12:30 to ••78, ref. 65-1987.',
    'कोड ९८७६५२ गलत है।',
    '9 then 8 then 7 then 6 then 5 then 1',
  ])('keeps what is not the code: %s', (text) => {
    expect(cleanBankText(text, ['987651', 'ana'])).toBe(text);
  });

  it('loses what neither the database nor JSON can keep', () => {
    expect(cleanBankText('Sent\u0000 to \ud83d ••78 😀', [])).toBe('Sent to ••78 😀');
  });

  it('is short', () => {
    expect(Array.from(cleanBankText('x'.repeat(1_000), []))).toHaveLength(300);
  });

  it.each(['12'.repeat(60_000), '1'.repeat(60_000) + '2'.repeat(60_000), '-'.repeat(120_000)])(
    'is cleaned quickly however long it is',
    (text) => {
      const startedAt = performance.now();
      for (const secret of ['12', '-'.repeat(200), `${'-'.repeat(199)}x`]) cleanBankText(text, [secret]);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );
});

describe('any code, in any digits and with any separators', () => {
  const zeroes = ['0', '٠', '۰', '०', '০', '๐', '០', '０', '𝟎', '𝟘', '𝟬', '𞥐', '🯰'];
  const inDigitsOf = (zero: string) => (character: string) =>
    /[0-9]/.test(character)
      ? String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(character))
      : character;

  const digitCode = fc.stringMatching(/^[0-9]{4,10}$/);
  const mixedCode = fc.stringMatching(/^[A-Za-z0-9]{4,10}$/);
  const separatorOf = (characters: fc.Arbitrary<string>) =>
    fc.array(characters, { maxLength: 3 }).map((parts) => parts.join(''));
  const noLetterOrDigit = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((character) => Array.from(character).length === 1 && !/[\p{L}\p{N}\p{Cs}]/u.test(character));
  const usual = fc.constantFrom(...Array.from(' -.,·|/_:*•\n\t\u200b\u00a0\u2060\u20e3😀'));
  const letter = fc.constantFrom(...Array.from('axÄßжمक'));

  /** The code as a bank might write it: its own digits and case, and a separator behind each character. */
  const written = (code: fc.Arbitrary<string>, separator: fc.Arbitrary<string>) =>
    code.chain((secret) => {
      const characters = Array.from(secret);
      return fc
        .record({
          scripts: fc.array(fc.constantFrom(...zeroes), {
            minLength: characters.length,
            maxLength: characters.length,
          }),
          separators: fc.array(separator, {
            minLength: characters.length - 1,
            maxLength: characters.length - 1,
          }),
          isUpperCase: fc.boolean(),
        })
        .map(({ scripts, separators, isUpperCase }) => {
          const spread = characters
            .map((character, at) => {
              const cased = isUpperCase ? character.toUpperCase() : character.toLowerCase();
              return inDigitsOf(scripts[at] ?? '0')(cased) + (separators[at] ?? '');
            })
            .join('');
          return { secret, spread };
        });
    });

  it.each([
    ['of digits, with usual separators', written(digitCode, separatorOf(usual))],
    ['of digits, with letters between them', written(digitCode, separatorOf(fc.oneof(letter, usual)))],
    ['of digits, with any separators', written(digitCode, separatorOf(noLetterOrDigit))],
    ['of letters and digits', written(mixedCode, separatorOf(fc.oneof(usual, noLetterOrDigit)))],
  ])('does not remain: %s', (_, code) => {
    fc.assert(
      fc.property(code, ({ secret, spread }) => {
        expect(cleanBankText(`«${spread}»`, [secret])).toBe(`«${cutMark}»`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a text unchanged that does not contain the code', () => {
    const near = digitCode.chain((secret) =>
      fc.nat({ max: secret.length - 1 }).map((at) => {
        const other = String((Number(secret[at]) + 1) % 10);
        return { secret, other: secret.slice(0, at) + other + secret.slice(at + 1) };
      }),
    );
    const parts = fc.array(fc.constantFrom('Code', 'wrong', 'refusé', '再試行', 'رمز', '!', '—', '😀'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(near, parts, fc.constantFrom(...zeroes), ({ secret, other }, words, zero) => {
        const text = [...words, Array.from(other, inDigitsOf(zero)).join(''), ...words].join(' ');
        fc.pre(Array.from(text).length <= 300);
        expect(cleanBankText(text, [secret])).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a text that may contain codes that were typed earlier', () => {
  const six = { length: 6 };
  const unknown = { length: null };

  it.each([
    ['The code 111111 was refused.', six, `The code ${cutMark} was refused.`],
    ['The code aB3xY9 was refused.', six, `The code ${cutMark} was refused.`],
    ['The code 111 111 was refused.', six, `The code ${cutMark} was refused.`],
    ['Not 1 · 2 · 3 · 4 · 5 · 6!', six, `Not ${cutMark}!`],
    ['Not ٩٨٧.٦٥١!', six, `Not ${cutMark}!`],
    ['Not a B 3-x Y 9!', six, `Not ${cutMark}!`],
    ['Not AB1-2CD!', six, `Not ${cutMark}!`],
    ['Not 1234567!', { length: 8, minLength: 6 }, `Not ${cutMark}!`],
    ['Not 1234 5678!', { length: 8, minLength: 4 }, `Not ${cutMark}!`],
    ['We refused 8080 and sent a code to ••78.', unknown, `We refused ${cutMark} and sent a code to ••78.`],
  ])('loses what looks like one: %s', (text, shape, cleaned) => {
    expect(cleanOfCodes(text, shape)).toBe(cleaned);
  });

  it('keeps words, and numbers of another length', () => {
    const text = 'Please call 0800 before 12:30; refused again.';
    expect(cleanOfCodes(text, six)).toBe(text);
    const sent = 'Gesendet an ••78, bitte warten.';
    expect(cleanOfCodes(sent, { length: 8, minLength: 4 })).toBe(sent);
  });
});
