import type { RequestHandler } from 'express';
import type { createLiveStatus } from '../../logins/live-status.js';
import type { Authenticate } from '../access/authenticate.js';
import type { RateLimits } from '../access/rate-limits.js';
import type { AccessTokens } from '../access/access-tokens.js';
import type { ApiDeps } from './api-deps.js';

/** What route handlers work with: the dependencies, and what the API makes of them once for all requests. */
export interface Api extends Omit<ApiDeps, 'limits'> {
  /** The OpenAPI document, as JSON. */
  document: Readonly<Record<string, unknown>>;
  /** The OpenAPI document as an HTML page. */
  docsPage: string;
  limits: RateLimits;
  tokens: AccessTokens;
  authenticate: Authenticate;
  liveStatus: ReturnType<typeof createLiveStatus>;
  metrics: {
    /** Measures every response. */
    timeAnswers: RequestHandler;
    /** All metrics in Prometheus's text format. Rejects when the database cannot be reached. */
    text(): Promise<string>;
  };
  heldMessages: {
    /** Delivers or drops held messages in the background until none is left. Returns at once. */
    process(): void;
  };
  /** Event streams that each user may hold open at this process. */
  streamQuota: {
    /** Counts one connection; the returned function releases it. Throws RATE_LIMITED when the user has too many. */
    acquire(userId: string): () => void;
  };
}
