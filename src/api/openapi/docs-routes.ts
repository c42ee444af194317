import { z } from 'zod';
import { defineRoute } from '../http/define-route.js';

const document = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  summary: 'Get the OpenAPI 3.1 document of this API',
  auth: 'none',
  answers: { 200: z.record(z.string(), z.unknown()) },
  handle: ({ api }) => ({ status: 200, body: { ...api.document } }),
});

/** The page has its styles within it, and no scripts; its icon is that of the dashboard. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = defineRoute({
  method: 'GET',
  path: '/docs',
  summary: 'Get the API documentation as an HTML page',
  auth: 'none',
  answers: { 200: 'html' },
  handle: ({ api }) => ({
    status: 200,
    body: api.docsPage,
    headers: { 'Content-Security-Policy': pagePolicy },
  }),
});

export const docsRoutes = [document, page];
