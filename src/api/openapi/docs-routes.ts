import { z } from 'zod';
import { defineRoute } from '../http/define-route.js';

const document = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This API in the words of OpenAPI 3.1',
  auth: 'none',
  answers: { 200: z.record(z.string(), z.unknown()) },
  handle: ({ api }) => ({ status: 200, body: { ...api.document } }),
});

const page = defineRoute({
  method: 'GET',
  path: '/docs',
  summary: 'The same as a page to read',
  auth: 'none',
  answers: { 200: 'html' },
  handle: ({ api }) => ({ status: 200, body: api.docsPage }),
});

export const docsRoutes = [document, page];
