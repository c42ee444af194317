import fc, { type Arbitrary } from 'fast-check';
import { fromSchema, type JsonSchema, type Named, type Operation, valueOf } from './from-schema.js';
import {
  formBody,
  formType,
  jsonBody,
  multipartBody,
  multipartType,
  percentEncoded,
  weirdBody,
  type WeirdBody,
  weirdHeader,
  weirdQuery,
  weirdSegment,
  weirdValue,
} from './weird.js';

export const credentialKinds = [
  'valid',
  'none',
  'garbage',
  'of the other kind',
  'dead',
  'two at once',
  'of a stranger',
] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export interface Attempt {
  operation: Operation;
  method: string;
  path: string;
  /** Whether the path certainly belongs to this operation. */
  isOnPath: boolean;
  credential: CredentialKind;
  garbage: string;
  headers: Record<string, string>;
  body: WeirdBody | undefined;
}

const writers = new Map([
  [formType, formBody],
  [multipartType, multipartBody],
]);

const chance = <T>(percent: number, rare: Arbitrary<T>, usual: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ weight: percent, arbitrary: rare }, { weight: 100 - percent, arbitrary: usual });

const otherMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

/** Generates requests to an operation, mostly as the document says, many with one error. */
export function requestsTo(
  operation: Operation,
  { schemas, named }: { schemas: Record<string, JsonSchema>; named: Named },
): Arbitrary<Attempt> {
  const { parameters } = operation;
  const parameter = (place: 'path' | 'query' | 'header') =>
    parameters
      .filter((one) => one.in === place)
      .map((one) => ({ ...one, value: valueOf(one.name, one.schema, schemas, named) }));

  const segments = fc.record(
    Object.fromEntries(
      parameter('path').map(({ name, value }) => [
        name,
        chance(12, weirdSegment, value.map(String).map(percentEncoded)),
      ]),
    ),
  );

  const query = fc.record(
    Object.fromEntries(
      parameter('query').map(({ name, required, value }) => {
        const one = value.map((each) => `${name}=${percentEncoded(String(each))}`);
        return [name, required ? one : chance(50, fc.constant(''), one)];
      }),
    ),
  );

  const headers = fc.record(
    Object.fromEntries(
      parameter('header').map(({ name, value }) => [
        name,
        chance(50, fc.constant(undefined), chance(15, weirdHeader, value.map(String))),
      ]),
    ),
  );

  const none = fc.constant(undefined);
  const { body } = operation;
  const valid = body && fromSchema(body, schemas, named);
  const written = (value: Arbitrary<unknown>): Arbitrary<WeirdBody> =>
    fc
      .tuple(value, fc.constantFrom(...operation.bodyTypes))
      .map(([plain, type]) => (writers.get(type) ?? jsonBody)(plain));
  const anyBody: Arbitrary<WeirdBody | undefined> = valid
    ? fc.oneof(
        { weight: 55, arbitrary: written(valid) },
        { weight: 15, arbitrary: written(spoiled(valid)) },
        { weight: 27, arbitrary: weirdBody(valid) },
        { weight: 3, arbitrary: none },
      )
    : chance(20, weirdBody(fc.jsonValue()), none);

  return fc
    .record({
      segments,
      query,
      moreQuery: chance(12, weirdQuery, fc.constant('')),
      headers,
      anyBody,
      isTwin: fc.boolean(),
      trailing: chance(2, fc.constantFrom('/', '//', '/x', '%20'), fc.constant('')),
      method: chance(
        4,
        fc.constantFrom(...otherMethods.filter((method) => !operation.methods.includes(method))),
        fc.constant(operation.method),
      ),
      credential: chance(28, fc.constantFrom(...credentialKinds), fc.constant('valid' as const)),
      garbage: weirdHeader,
    })
    .map(({ segments, query, moreQuery, headers, anyBody, isTwin, trailing, ...rest }) => {
      const prefix = isTwin && !operation.path.startsWith('/v1/') ? '/api' : '';
      const plain = operation.path.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => segments[name] ?? '');
      const isOnPath =
        trailing === '' && Object.values(segments).every((one) => one !== '' && !/[/?#]/.test(one));
      const queries = [...Object.values(query), moreQuery].filter((one) => one !== '').join('&');
      return {
        operation,
        ...rest,
        path: prefix + plain + trailing + (queries === '' ? '' : `?${queries}`),
        isOnPath,
        headers: Object.fromEntries(
          Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        ),
        body: anyBody,
      };
    });
}

/** A valid body with one property removed or of another type. */
function spoiled(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(valid, fc.nat(), fc.boolean(), weirdValue).map(([body, index, drops, value]) => {
    if (typeof body !== 'object' || body === null) return value;
    const entries = Object.entries(body);
    const spoil = index % Math.max(1, entries.length);
    return Object.fromEntries(
      entries.flatMap(([name, own], at) => (at !== spoil ? [[name, own]] : drops ? [] : [[name, value]])),
    );
  });
}
