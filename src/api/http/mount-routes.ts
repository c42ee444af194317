import { type RequestHandler, Router } from 'express';
import type { Api } from '../context/api.js';
import type { Route } from './define-route.js';
import { methodNotAllowed } from '../access/api-error.js';
import { runPipeline } from './run-pipeline.js';
import { requestIdOf } from './request-id.js';
import { sendAnswer } from './send-answer.js';

/** A router that answers the routes of the table, and 405 to other methods on their paths. */
export function mountRoutes(api: Api, routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  for (const path of new Set(routes.map((route) => route.path)))
    router.all(
      path,
      answerPath(
        api,
        routes.filter((route) => route.path === path),
      ),
    );
  return router;
}

function answerPath(api: Api, routes: readonly Route[]): RequestHandler {
  const methods = routes.map(({ method }) => method);
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return async (req, res) => {
    // Express leaves out the body of an answer to HEAD by itself.
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const route = routes.find((candidate) => candidate.method === method);
    if (!route) throw methodNotAllowed(req.method, allow);
    const answer = await runPipeline({ api, route, req, res, requestId: requestIdOf(res) });
    await sendAnswer(res, route, answer);
  };
}
