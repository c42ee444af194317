import type { Route } from '../define-route.js';
import { accountConfigRoutes } from './account-config.js';
import { accountRoutes } from './accounts.js';
import { apiKeyRoutes } from './api-keys.js';
import { assistanceRoutes } from './assistance.js';
import { authRoutes } from './auth.js';
import { bankRoutes } from './banks.js';
import { dashboardRoutes } from './dashboard.js';
import { docsRoutes } from './docs.js';
import { deliveryRoutes } from './deliveries.js';
import { externalRoutes } from './external.js';
import { healthRoutes } from './health.js';
import { historyRoutes } from './history.js';
import { messageRoutes } from './messages.js';
import { otpRoutes } from './otp.js';
import { relayedMessageRoutes } from './relayed-messages.js';
import { realtimeRoutes } from './realtime.js';
import { resendRoutes } from './resend.js';
import { sessionStateRoutes } from './session-state.js';
import { sessionRoutes } from './sessions.js';

/** Every path that the API answers. */
export const routes: readonly Route[] = [
  ...authRoutes,
  ...apiKeyRoutes,
  ...bankRoutes,
  ...accountRoutes,
  ...accountConfigRoutes,
  ...sessionRoutes,
  ...otpRoutes,
  ...resendRoutes,
  ...messageRoutes,
  ...relayedMessageRoutes,
  ...deliveryRoutes,
  ...historyRoutes,
  ...externalRoutes,
  ...sessionStateRoutes,
  ...assistanceRoutes,
  ...realtimeRoutes,
  ...dashboardRoutes,
  ...healthRoutes,
  ...docsRoutes,
];
