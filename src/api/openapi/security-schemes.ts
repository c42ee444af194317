import type { oas31 } from 'zod-openapi';

/** How callers authenticate. */
export const securitySchemes: Record<string, oas31.SecuritySchemeObject> = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`Api-Key rbk_<8 hex>_<64 hex>`',
  },
  xApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: '`rbk_<8 hex>_<64 hex>`' },
  basicApiKey: {
    type: 'http',
    scheme: 'basic',
    description:
      'For apps that cannot set headers, but accept a URL with user info: the API key as the password.',
  },
  signature: {
    type: 'apiKey',
    in: 'query',
    name: 'key_id',
    description:
      'For apps that can only sign: the id of an API key (not the key itself) whose `signing_secret` the app signs with.',
  },
};
