import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Features of browsers that no page of this service uses. */
const permissionsPolicy = [
  'camera',
  'microphone',
  'geolocation',
  'payment',
  'usb',
  'serial',
  'bluetooth',
  'midi',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** JSON that is opened in a browser can do nothing and is shown in no frame. Pages have a policy of their own. */
export const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Sets the headers that every response has. */
export const securityHeaders = [
  helmet({ contentSecurityPolicy: false }),
  ((_req, res, next) => {
    res.set({ 'Content-Security-Policy': apiPolicy, 'Permissions-Policy': permissionsPolicy });
    next();
  }) satisfies RequestHandler,
];
