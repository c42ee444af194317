import type { z } from 'zod';
import type { Api } from '../context/api.js';
import type { Account } from '../../db/tables/schema.js';
import type { Access, CallerFor, FoundFor } from '../access/caller.js';
import type { ErrorCode } from '../access/api-error.js';
import type { RouteLimit } from '../access/rate-limits.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The body of a response: JSON of this schema, none, an HTML page, plain text, a PNG, or a stream of server-sent events. */
type AnswerKind = z.ZodType | null | 'html' | 'text' | 'png' | 'events';
type Answers = Record<number, AnswerKind>;

interface WithHeaders {
  headers?: Record<string, string>;
}

type AnswerOf<A extends Answers> = {
  [S in keyof A]: A[S] extends z.ZodType
    ? { status: S; body: z.input<A[S]> } & WithHeaders
    : A[S] extends 'html' | 'text'
      ? { status: S; body: string } & WithHeaders
      : A[S] extends 'png'
        ? { status: S; body: Buffer } & WithHeaders
        : A[S] extends 'events'
          ? { status: S; body: AsyncIterable<string> } & WithHeaders
          : { status: S } & WithHeaders;
}[keyof A];

/** A response of any route. */
export interface Answer extends WithHeaders {
  status: number;
  body?: unknown;
}

/** A request as its handler gets it: authenticated, counted against the limits, parsed. */
export interface Call<
  A extends Access = Access,
  WithAccount extends boolean = boolean,
  Params = unknown,
  Query = unknown,
  Headers = unknown,
  Body = unknown,
> {
  api: Api;
  /** Null if the route needs no authentication. */
  caller: CallerFor<A>;
  /** The account in the path, which the caller may use; null if the path has none. */
  account: WithAccount extends true ? Account : null;
  /** What the `findKey` of the route found besides key and account. */
  found: FoundFor<A>;
  params: Params;
  query: Query;
  headers: Headers;
  body: Body;
  requestId: string;
  /** The IP address that the request came from. */
  address: string;
  /** What the client calls itself, up to 300 characters; null if it does not say. */
  userAgent: string | null;
  /**
   * Creates a signal that is aborted when the caller disconnects or this process is shutting down. Few handlers wait, and
   * a signal for each request would be a tenth of the work of the others.
   */
  disconnectSignal: () => AbortSignal;
}

interface Definition<
  A extends Access,
  WithAccount extends boolean,
  P extends z.ZodType,
  Q extends z.ZodType,
  H extends z.ZodType,
  B extends z.ZodType,
  Ans extends Answers,
> {
  method: Method;
  /** In Express's syntax: `/accounts/:accountId`. */
  path: string;
  summary: string;
  description?: string;
  auth: A;
  /** The path contains `:accountId`, and the caller must be allowed to use that account. */
  account?: WithAccount;
  /** Path parameters other than the account's id. */
  params?: P;
  query?: Q;
  headers?: H;
  /** Without it, a body is not read. */
  body?: B;
  answers: Ans;
  /** Error codes of the handler, in addition to those that follow from the declaration. */
  errors?: readonly ErrorCode[];
  limits?: readonly RouteLimit[];
  handle: (
    call: Call<A, WithAccount, z.output<P>, z.output<Q>, z.output<H>, z.output<B>>,
  ) => Promise<AnswerOf<Ans>> | AnswerOf<Ans>;
}

/** A route as the pipeline and the OpenAPI document see it. */
export interface Route {
  method: Method;
  path: string;
  summary: string;
  description: string | undefined;
  auth: Access;
  account: boolean;
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  headers: z.ZodType | undefined;
  body: z.ZodType | undefined;
  answers: Answers;
  errors: readonly ErrorCode[];
  limits: readonly RouteLimit[];
  handle: (call: Call) => Promise<Answer>;
}

/**
 * Declares a route. `runPipeline` checks each request against the declaration before the handler gets it; the OpenAPI
 * document is generated from it. The types of the handler follow from the schemas.
 */
export function defineRoute<
  const A extends Access,
  const WithAccount extends boolean = false,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  H extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  // `const`, so that literals in a handler's response are inferred as the schema requires.
  const Ans extends Answers = Answers,
>(definition: Definition<A, WithAccount, P, Q, H, B, Ans>): Route {
  const { description, account, params, query, headers, body, errors = [], limits = [] } = definition;
  const { handle } = definition;
  return {
    ...definition,
    description,
    account: account === true,
    params,
    query,
    headers,
    body,
    errors,
    limits,
    // The pipeline builds the call from this declaration, so it has the handler's type.
    handle: async (call) => (await handle(call as Parameters<typeof handle>[0])) as Answer,
  };
}
