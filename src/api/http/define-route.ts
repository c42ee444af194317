import type { z } from 'zod';
import type { Account } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import type { Access, CallerFor } from '../access/caller.js';
import type { ErrorCode } from '../access/api-error.js';
import type { RouteLimit } from '../access/rate-limits.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a status is answered with: a JSON body, nothing, a page, plain text, or server-sent events as they come. */
type AnswerKind = z.ZodType | null | 'html' | 'text' | 'events';
type Answers = Record<number, AnswerKind>;

interface WithHeaders {
  headers?: Record<string, string>;
}

type AnswerOf<A extends Answers> = {
  [S in keyof A]: A[S] extends z.ZodType
    ? { status: S; body: z.input<A[S]> } & WithHeaders
    : A[S] extends 'html' | 'text'
      ? { status: S; body: string } & WithHeaders
      : A[S] extends 'events'
        ? { status: S; body: AsyncIterable<string> } & WithHeaders
        : { status: S } & WithHeaders;
}[keyof A];

/** An answer, whatever its route. */
export interface Answer extends WithHeaders {
  status: number;
  body?: unknown;
}

/** One request to a route, after every check that comes before the state of things. */
export interface Call<
  A extends Access = Access,
  WithAccount extends boolean = boolean,
  Params = unknown,
  Query = unknown,
  Headers = unknown,
  Body = unknown,
> {
  api: Api;
  /** Null where nobody is asked who they are. */
  caller: CallerFor<A>;
  /** The account that the path names; the caller may use it. */
  account: WithAccount extends true ? Account : null;
  params: Params;
  query: Query;
  headers: Headers;
  body: Body;
  requestId: string;
  /** The address the request came from. */
  address: string;
  /** Aborted when the caller hangs up, or this process is about to end. */
  disconnect: AbortSignal;
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
  /** As Express writes it: `/accounts/:accountId`. */
  path: string;
  summary: string;
  description?: string;
  auth: A;
  /** The path holds `:accountId`: it is checked to be the caller's. */
  account?: WithAccount;
  /** Path values other than the account's id. */
  params?: P;
  query?: Q;
  headers?: H;
  /** Without it, a body is not even read. */
  body?: B;
  answers: Ans;
  /** Codes that this route adds to those that follow from its declaration. */
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
 * Declares a route. The pipeline (pipeline.ts) checks each request against the declaration, in the contract's
 * order, before the handler sees it; the handler's types come from the schemas.
 */
export function defineRoute<
  const A extends Access,
  const WithAccount extends boolean = false,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  H extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  // `const`, so that what a handler answers is inferred as the literal that the schema wants.
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
    // The pipeline made this call from this very declaration, so it is of the handler's type.
    handle: async (call) => (await handle(call as Parameters<typeof handle>[0])) as Answer,
  };
}
