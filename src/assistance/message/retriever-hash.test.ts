import { describe, expect, it } from 'vitest';
import { alphanumeric, numeric } from './example-messages.js';
import { stripRetrieverHash } from './retriever-hash.js';

describe('the hash for the SMS Retriever API', () => {
  it.each([
    ['code 1\nFA+9qCX9VSu', 'code 1\n'],
    ['code 1 FA+9qCX9VSu ', 'code 1 '],
    ['code 1\nb6YtN1cQe9K\nFA+9qCX9VSu', 'code 1\n'],
    ['FA+9qCX9VSu', ''],
    ['<#> code 1 ABCDEFGHIJK', '<#> code 1 '],
    ['[#] code 1 abcdefghijk', '[#] code 1 '],
    [' <#> code 1 12345/78901', ' <#> code 1 '],
  ])('is removed from %j', (text, rest) => {
    expect(stripRetrieverHash(text, numeric(6))).toBe(rest);
    expect(stripRetrieverHash(text, alphanumeric(null))).toBe(rest);
  });

  it.each([
    'code 1 ABCDEFGHIJK',
    'code 1 abcdefghijk',
    'code 1 Abcdefghijk',
    'code 1 12345678901',
    '<#> code 12345678901',
    'code 1 xFA+9qCX9VSu',
    'code 1 FA+9qCX9VS',
    'code 1 FA+9qCX9VSu.',
    'code <#> 1 ABCDEFGHIJK',
    'one FA+9qCX9VSu two',
  ])('is not in %j', (text) => {
    expect(stripRetrieverHash(text, numeric(6))).toBe(text);
  });

  it('may be the code if the bank takes codes as long, unless the message announces it', () => {
    const text = 'code b6YtN1cQe9K';
    expect(stripRetrieverHash(text, alphanumeric(11))).toBe(text);
    expect(stripRetrieverHash(text, { ...alphanumeric(12), minLength: 8 })).toBe(text);
    expect(stripRetrieverHash(text, alphanumeric(10))).toBe('code ');
    expect(stripRetrieverHash(text, numeric(11))).toBe('code ');
    expect(stripRetrieverHash(`<#> ${text} FA+9qCX9VSu`, alphanumeric(11))).toBe(`<#> ${text} `);
  });
});
