import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/api/routes.js';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';

/** Whether responses match the document is checked for every call of every test (support/documented.ts). */

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('the OpenAPI document', () => {
  it('is valid, and the same under /api', async () => {
    const { text } = await api.call('GET', '/openapi.json');
    expect(await new Validator().validate(JSON.parse(text) as Record<string, unknown>)).toEqual({
      valid: true,
    });
    expect((await api.call('GET', '/api/openapi.json')).text).toBe(text);
  });

  it('describes every route with its credential and its errors', async () => {
    const { body } = await api.call('GET', '/openapi.json');
    const { paths } = body as {
      paths: Record<string, Record<string, { security: object[]; responses: object }>>;
    };
    for (const { method, path, auth } of routes) {
      const operation = paths[path.replace(/:([a-zA-Z]+)/g, '{$1}')]?.[method.toLowerCase()];
      const schemes = { none: [], user: [{ bearer: [] }] };
      expect(operation?.security).toEqual(
        typeof auth === 'string'
          ? schemes[auth]
          : [
              { apiKey: [] },
              { xApiKey: [] },
              ...(auth.app ? [{ basicApiKey: [] }] : []),
              ...(auth.app?.isSigned ? [{ signature: [] }] : []),
            ],
      );
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(auth === 'none' ? ['503'] : ['401', '503']),
      );
    }
  });

  it('is also a page that shows webhooks and events', async () => {
    const { text } = await api.call('GET', '/docs');
    for (const part of ['assistance_required', 'webhook-signature', 'assistance.requested'])
      expect(text).toContain(part);
  });

  it('is also a page that needs no other host and no script', async () => {
    const { headers, text } = await api.call('GET', '/docs');
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('/v1/accounts/{accountId}/otp');
    expect(text).not.toMatch(/<script|src=|url\(|https?:\/\/(?!bank)/);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
  });
});
