import { type RequestHandler, type Response, Router } from 'express';
import type { Api } from '../context/api.js';
import type { Answer, Route } from './define-route.js';
import { methodNotAllowed } from '../access/api-error.js';
import { requestIdOf } from './request-id.js';
import { runPipeline } from './run-pipeline.js';
import { sendEvents } from './send-events.js';
import { sendJson } from './send-json.js';

/** A router for these routes. It answers 405 to other methods on their paths. */
export function mountRoutes(api: Api, routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  for (const path of new Set(routes.map((route) => route.path)))
    router.all(
      path,
      handlePath(
        api,
        routes.filter((route) => route.path === path),
      ),
    );
  return router;
}

function handlePath(api: Api, routes: readonly Route[]): RequestHandler {
  const methods = routes.map(({ method }) => method);
  const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return async (req, res) => {
    // Express omits the body of a response to HEAD.
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const route = routes.find((candidate) => candidate.method === method);
    if (!route) throw methodNotAllowed(req.method, allowed);
    const answer = await runPipeline({ api, route, req, res, requestId: requestIdOf(res) });
    await sendAnswer(res, route, answer);
  };
}

async function sendAnswer(
  res: Response,
  route: Route,
  { status, body, headers = {} }: Answer,
): Promise<void> {
  res.status(status).set(headers);
  const kind = route.answers[status];
  if (kind === null || kind === undefined) res.end();
  else if (kind === 'html' || kind === 'text' || kind === 'png') res.type(kind).send(body);
  else if (kind === 'events')
    await sendEvents(res, body as AsyncIterable<string>); // as the type of the route's handler guarantees
  else if (route.method === 'GET' && status === 200) sendJson(res, route, body);
  else res.json(body);
}
