import { createLiveStatus } from '../logins/live-status.js';
import { createAccessTokens } from './access/access-tokens.js';
import { createAuthenticate } from './access/authenticate.js';
import { createRateLimits } from './access/rate-limits.js';
import type { Api } from './context/api.js';
import type { ApiDeps } from './context/api-deps.js';
import { createMetrics } from './health/metrics.js';
import { createHeldMessages } from './messages/held-messages.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { renderDocsPage } from './openapi/docs-page.js';
import { createConnectionQuota } from './realtime/connection-quota.js';
import { routes } from './routes.js';

/** Builds what the route handlers need. Connects to nothing. */
export function createApi(deps: ApiDeps): Api {
  const tokens = createAccessTokens(deps);
  const limits = createRateLimits({ db: deps.db, settings: deps.limits });
  const document = openApiDocument(routes);
  return {
    ...deps,
    document: { ...document },
    docsPage: renderDocsPage(document),
    limits,
    metrics: createMetrics(deps),
    tokens,
    authenticate: createAuthenticate({ ...deps, tokens, limits }),
    heldMessages: createHeldMessages(deps),
    liveStatus: createLiveStatus(deps.logins),
    streamQuota: createConnectionQuota(),
  };
}
