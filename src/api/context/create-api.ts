import { createAuthenticate } from '../access/authenticate.js';
import { createTokens } from '../access/access-tokens.js';
import type { ApiDeps } from './deps.js';
import { createLimits } from '../access/limits.js';
import { createLiveStatus } from '../../logins/live-status.js';
import { createHeldMessages } from '../messages/held-messages.js';
import { createMetrics } from '../health/metrics.js';
import { openApiDocument } from '../openapi/document.js';
import { docsPage } from '../openapi/page.js';
import { createPlaces } from '../realtime/connection-quota.js';
import { routes } from '../routes.js';

export type Api = ReturnType<typeof createApi>;

/** What routes work with: the dependencies, and what the API itself makes of them. */
export function createApi(deps: ApiDeps) {
  const tokens = createTokens(deps);
  const limits = createLimits({ db: deps.db, settings: deps.limits });
  const document = openApiDocument(routes);
  return {
    ...deps,
    document,
    docsPage: docsPage(document),
    limits,
    metrics: createMetrics(deps.db),
    tokens,
    authenticate: createAuthenticate({ ...deps, tokens, limits }),
    heldMessages: createHeldMessages(deps),
    liveStatus: createLiveStatus(deps.logins),
    streamPlaces: createPlaces(),
  };
}
