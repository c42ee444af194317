import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/**
 * Escapes each `%` that does not begin a valid escape. Express would reject such a path before any route is matched,
 * and so before authentication; this way the checks of the route reject it, in their order.
 */
export const normalizePath: RequestHandler = (req, _res, next) => {
  const [path = '', ...query] = req.url.split('?');
  req.url = [path.split('/').map(normalizeSegment).join('/'), ...query].join('?');
  next();
};

function normalizeSegment(segment: string): string {
  try {
    decodeURIComponent(segment);
    return segment;
  } catch (error) {
    if (error instanceof URIError) return segment.replaceAll('%', '%25');
    throw error;
  }
}

/** Reduces the absolute URL that clients of a proxy send (`GET http://host/path`) to its path. Changes `req.url`. */
export function toOriginForm(req: IncomingMessage): void {
  const { url = '/' } = req;
  if (url.startsWith('/')) return;
  req.url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1]?.replace(/^\?/, '/?') ?? '/';
}
