import type { Request, Response } from 'express';
import type { Account } from '../../db/tables/schema.js';
import type { Authenticate } from '../access/authenticate.js';
import { clientAddress } from '../access/client-address.js';
import type { Api } from '../context/api.js';
import type { Answer, Route } from './define-route.js';
import { ApiError, validationError } from '../access/api-error.js';
import { readRelayBody, readRawBody } from './read-relay-body.js';
import { uuidParam } from '../access/wire-values.js';
import { parseInput } from './parse-input.js';
import { readJsonBody } from './read-json-body.js';

interface PipelineInput {
  api: Api;
  route: Route;
  req: Request;
  res: Response;
  requestId: string;
}

/**
 * Checks a request against the declaration of its route and calls the handler. The order is part of the API: 401, 403
 * and 404 before 429, and all of these before 400, so that no error reveals anything to a caller who is not allowed in
 * (test/api/order-of-checks.test.ts).
 */
export async function runPipeline({ api, route, req, res, requestId }: PipelineInput): Promise<Answer> {
  const address = clientAddress(req);
  const { headers: rawHeaders } = req;
  const accountId = uuidParam.safeParse(req.params['accountId']).data;
  const authenticated = await api.authenticate(route.auth, {
    headers: rawHeaders,
    address,
    accountId,
    namedKeyId: uuidParam.safeParse(req.query['key_id']).data,
    acceptsCookie: req.baseUrl === '/api',
    readSigned: async (app) => ({
      url: api.publicUrl + req.originalUrl,
      headers: rawHeaders,
      body: await readRawBody(req, res, app),
      now: new Date(),
    }),
  });
  const account = route.account ? requireAccount(authenticated, accountId) : null;
  const caller = authenticated?.caller ?? null;
  for (const limit of route.limits) await api.limits.countRequest(limit, caller, account?.id);
  const params = parseInput(route.params, req.params);
  const query = parseInput(route.query, req.query);
  const headers = parseInput(route.headers, req.headers);
  const app = typeof route.auth === 'object' ? route.auth.app : undefined;
  const body =
    route.body && parseInput(route.body, await (app ? readRelayBody(req, res, app) : readJsonBody(req, res)));
  return route.handle({
    api,
    caller,
    account,
    found: authenticated?.found,
    params,
    query,
    headers,
    body,
    requestId,
    address,
    userAgent: rawHeaders['user-agent']?.slice(0, 300) ?? null,
    disconnectSignal: () => disconnectSignal(res, api.closing),
  });
}

/** The account in the path. NOT_FOUND both if it does not exist and if it belongs to another user. */
function requireAccount(
  authenticated: Awaited<ReturnType<Authenticate>>,
  accountId: string | undefined,
): Account {
  if (accountId === undefined) throw validationError({ path: 'accountId', message: 'must be a UUID' });
  const { caller, account } = authenticated ?? {};
  if (caller?.kind === 'key' && caller.accountIds && !caller.accountIds.includes(accountId))
    throw new ApiError('FORBIDDEN', { message: 'This API key is not allowed to use this account.' });
  if (!account) throw new ApiError('NOT_FOUND');
  return account;
}

/** Not `AbortSignal.any`: in Node 20 it leaks an entry in `closing` for each request. */
function disconnectSignal(res: Response, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  // With a reason of its own, as the default one is an error whose stack is captured for each request.
  const abort = () => controller.abort('disconnected');
  if (closing.aborted || res.closed) abort();
  else closing.addEventListener('abort', abort);
  res.once('close', () => {
    closing.removeEventListener('abort', abort);
    abort();
  });
  return controller.signal;
}
