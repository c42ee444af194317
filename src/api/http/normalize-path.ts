import type { RequestHandler } from 'express';

/**
 * Takes a `%` that begins no valid escape for the sign itself. Express would refuse such a path before any
 * route is found, and so before anybody is asked who they are; a route's own checks refuse it in their order.
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
