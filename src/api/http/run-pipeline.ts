import type { Request, Response } from 'express';
import { type Account } from '../../db/tables/schema.js';
import { findAccount } from '../../db/accounts/accounts.js';
import type { Caller } from '../access/caller.js';
import { clientAddress } from '../access/client-address.js';
import type { Api } from '../context/api.js';
import type { Answer, Route } from './define-route.js';
import { ApiError, validationError } from '../access/api-error.js';
import { readRelayBody, readRawBody } from './read-relay-body.js';
import { uuidParam } from '../access/wire-values.js';
import { parse } from './parse-input.js';
import { readJsonBody } from './read-json-body.js';

interface PipelineInput {
  api: Api;
  route: Route;
  req: Request;
  res: Response;
  requestId: string;
}

/** Answers a request to a route. The steps stand in the contract's order (contract, *Errors*). */
export async function runPipeline({ api, route, req, res, requestId }: PipelineInput): Promise<Answer> {
  // From the first moment: who leaves while we ask the database has left.
  const disconnect = disconnectSignal(res, api.closing);
  const address = clientAddress(req);
  const { headers: rawHeaders } = req;
  const caller = await api.authenticate(route.auth, {
    headers: rawHeaders,
    address,
    namedKeyId: uuidParam.safeParse(req.query['key_id']).data,
    readSigned: async (app) => ({
      url: api.publicUrl + req.originalUrl,
      headers: rawHeaders,
      body: await readRawBody(req, res, app),
      now: new Date(),
    }),
  });
  const account = route.account ? await requireAccount(api, caller, req.params['accountId']) : null;
  for (const limit of route.limits) await api.limits.countRequest(limit, caller, account?.id);
  const params = parse(route.params, req.params);
  const query = parse(route.query, req.query);
  const headers = parse(route.headers, req.headers);
  const app = typeof route.auth === 'object' ? route.auth.app : undefined;
  const body =
    route.body && parse(route.body, await (app ? readRelayBody(req, res, app) : readJsonBody(req, res)));
  return route.handle({ api, caller, account, params, query, headers, body, requestId, address, disconnect });
}

/** The account in the path, if the caller may use it. Foreign and absent look the same. */
async function requireAccount(api: Api, caller: Caller | null, text: unknown): Promise<Account> {
  const accountId = uuidParam.safeParse(text);
  if (!accountId.success) throw validationError({ path: 'accountId', message: 'must be a UUID' });
  if (caller?.kind === 'key' && caller.accountIds && !caller.accountIds.includes(accountId.data))
    throw new ApiError('FORBIDDEN', { message: 'This API key may not use that account.' });
  const account = caller && (await findAccount(api.db, { accountId: accountId.data, userId: caller.userId }));
  if (!account) throw new ApiError('NOT_FOUND');
  return account;
}

/** Not `AbortSignal.any`: in Node 20 it leaves an entry at `closing` for good, with each request. */
function disconnectSignal(res: Response, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (closing.aborted) abort();
  else closing.addEventListener('abort', abort);
  res.once('close', () => {
    closing.removeEventListener('abort', abort);
    abort();
  });
  return controller.signal;
}
