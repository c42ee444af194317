import { createHash } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import compression from 'compression';
import { z } from 'zod';
import type { Route } from './define-route.js';

/**
 * Compresses the responses that `sendJson` marks, and no others: neither streams of events, which would be held back, nor
 * what holds a secret. Secrets are sent to API keys, and to dashboards as the response of a POST or PUT. No other site can
 * have a browser repeat a request with guesses (BREACH), as no request is authenticated by a cookie alone.
 */
export const compressMarked: RequestHandler = compression({
  filter: (_req, res) => res.locals['isCompressible'] === true,
});

/** Whether the responses of a route have an ETag: what dashboards load again and again. */
export const hasEtag = ({ method, auth, answers }: Pick<Route, 'method' | 'auth' | 'answers'>): boolean =>
  method === 'GET' && auth === 'user' && answers[200] instanceof z.ZodType;

/**
 * Sends the response of a GET. For dashboards and for everybody it is compressed; for dashboards it has an ETag, and is
 * 304 if the dashboard has this response already.
 */
export function sendJson(res: Response, route: Route, body: unknown): void {
  const json = JSON.stringify(body);
  res.type('json');
  res.locals['isCompressible'] = route.auth === 'user' || route.auth === 'none';
  if (hasEtag(route)) {
    const etag = `W/"${createHash('sha1').update(json).digest('base64url')}"`;
    res.set('ETag', etag);
    // Not `req.fresh`: browsers send `Cache-Control: no-cache` with a request that is not to be cached on the disk.
    if (res.req.get('If-None-Match')?.split(/,\s*/).includes(etag) === true) {
      res.status(304).removeHeader('Content-Type');
      res.end();
      return;
    }
  }
  res.send(json);
}
