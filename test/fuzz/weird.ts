import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';

/** Generators of values that no client would send on purpose. */

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'half \udfff of a pair',
    '\u202e654321\u202c',
    '\ufeff123456',
    '١٢٣٤٥٦',
    'e\u0301'.repeat(30),
    '👩‍👩‍👧‍👦'.repeat(20),
    '__proto__',
    'constructor',
    "'; drop table users; --",
    '${jndi:ldap://x.invalid}',
    '../../etc/passwd',
    'x'.repeat(5_000),
    '1'.repeat(400),
    'NaN',
    '-1',
    '1e999',
  ),
);

export const weirdValue: Arbitrary<unknown> = fc.oneof(
  text,
  fc.jsonValue(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1.5, 2 ** 53, 1e308, [], {}, [[]], [null], { toString: 1 }),
);

/** A text to use as an id in a path, percent-encoded or meant to break the decoding. */
export const weirdSegment: Arbitrary<string> = fc.oneof(
  text.filter((value) => value.length < 2_000).map(percentEncoded),
  fc.constantFrom(
    '',
    '%',
    '%ZZ',
    '%00',
    '%2F',
    '%2e%2e',
    '..',
    '.',
    '%ED%A0%80',
    '%C0%AF',
    '%F0%9F',
    'null',
    'undefined',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '{accountId}',
    ':accountId',
    'a;b=c',
    'a/b',
    'a?b',
    '0'.repeat(2_000),
  ),
);

export const weirdQuery: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'limit=1&limit=2',
    'limit[]=1',
    'limit[a]=1',
    'limit=',
    'limit=0',
    'limit=201',
    'limit=1e1',
    'limit=%00',
    'limit=٣',
    'cursor=',
    'cursor=%ED%A0%80',
    'cursor=W10',
    'cursor=bnVsbA',
    'cursor=x&cursor=y',
    'since=%00',
    'since=W10',
    'wait=0',
    'wait=61',
    'wait=-1',
    'wait=1.5',
    'days=0',
    'days=91',
    'days=14&days=14',
    '__proto__[x]=1',
    '__proto__=1',
    'constructor=1',
    '&&&=&=',
    '%',
    '%=%',
    '?',
    '#',
    'username=%00',
    'username=%ED%A0%80',
    'username=',
    Array.from({ length: 300 }, (_, n) => `a${n}=${n}`).join('&'),
  ),
  fc
    .tuple(text, text)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`.slice(0, 3_000)),
);

export const weirdHeader: Arbitrary<string> = text.map((value) => value.slice(0, 2_000));

/** Any text, percent-encoded. Half a surrogate pair becomes the replacement character. */
export function percentEncoded(value: string): string {
  return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
}

export interface WeirdBody {
  bytes: Buffer;
  headers: Record<string, string>;
}

const json = { 'Content-Type': 'application/json' };
export const jsonBody = (value: unknown): WeirdBody => ({
  bytes: Buffer.from(JSON.stringify(value)),
  headers: json,
});

export const formType = 'application/x-www-form-urlencoded';
export const multipartType = 'multipart/form-data';

/** The fields of a form. Anything but an object becomes one field; a field that is not a string becomes JSON. */
function formFields(value: unknown): [string, string][] {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value]];
  return fields.map(([name, field]) => [
    String(name),
    typeof field === 'string' ? field : JSON.stringify(field),
  ]);
}

export function formBody(value: unknown): WeirdBody {
  const written = formFields(value).map(
    ([name, field]) => `${percentEncoded(name)}=${percentEncoded(field)}`,
  );
  return { bytes: Buffer.from(written.join('&')), headers: { 'Content-Type': formType } };
}

export function multipartBody(value: unknown): WeirdBody {
  const boundary = 'a-boundary-that-no-field-contains';
  const parts = formFields(value).map(
    ([name, field]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${percentEncoded(name)}"\r\n\r\n${field}\r\n`,
  );
  return {
    bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
    headers: { 'Content-Type': `${multipartType}; boundary=${boundary}` },
  };
}

const nested = (open: string, close: string) => (depth: number) =>
  Buffer.from(open.repeat(depth) + '1' + close.repeat(depth));

/** Bodies that are not quite JSON, made from the valid body `valid`. */
export const weirdBody = (valid: Arbitrary<unknown>): Arbitrary<WeirdBody> =>
  fc.oneof(
    fc.jsonValue().map(jsonBody),
    weirdValue.map(jsonBody),
    fc
      .tuple(valid, fc.string({ maxLength: 10 }), weirdValue)
      .map(([body, name, value]) => jsonBody(typeof body === 'object' ? { ...body, [name]: value } : [body])),
    fc
      .constantFrom(
        '{',
        '{"a":}',
        "{'a':1}",
        '{"a":1,}',
        '[1',
        'NaN',
        'undefined',
        '',
        '"',
        '\ufeff{}',
        '{}{}',
        '\0',
      )
      .map((raw) => ({ bytes: Buffer.from(raw), headers: json })),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ bytes: Buffer.from(bytes), headers: json })),
    fc
      .constantFrom(
        ...['{"code":"\\ud800"}', '{"name":"\\udfff","name":"\\u0000"}', '{"__proto__":{"code":"123456"}}'],
      )
      .map((raw) => ({ bytes: Buffer.from(raw), headers: json })),
    fc
      .integer({ min: 20, max: 10_000 })
      .chain((depth) => fc.constantFrom(nested('[', ']')(depth), nested('{"code":', '}')(depth)))
      .map((bytes) => ({ bytes, headers: json })),
    fc
      .constantFrom(60_000, 66_000, 100_000)
      .map((length) => jsonBody({ code: 'x'.repeat(length), name: 'x'.repeat(10), message: 'é'.repeat(10) })),
    fc
      .tuple(
        valid,
        fc.constantFrom(
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'application/json; charset=utf-16',
          'application/json; charset=latin1',
          'application/json; charset="utf-8"',
          'application/json;;;',
          'application/vnd.api+json',
          'APPLICATION/JSON',
          'json',
          '',
        ),
      )
      .map(([body, type]) => ({ ...jsonBody(body), headers: { 'Content-Type': type } })),
    fc
      .tuple(valid, fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'x-unknown', 'identity'), fc.boolean())
      .map(([body, encoding, zips]) => {
        const { bytes } = jsonBody(body);
        return { bytes: zips ? gzipSync(bytes) : bytes, headers: { ...json, 'Content-Encoding': encoding } };
      }),
    // A small body that unpacks to a large one.
    fc.constant({
      bytes: gzipSync(Buffer.alloc(3_000_000, ' ')),
      headers: { ...json, 'Content-Encoding': 'gzip' },
    }),
  );
