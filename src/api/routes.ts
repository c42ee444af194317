import type { Route } from './http/define-route.js';
import { accountConfigRoutes } from './accounts/account-config-routes.js';
import { accountDefaultsRoutes } from './accounts/account-defaults-routes.js';
import { accountRoutes } from './accounts/account-routes.js';
import { answerRoutes } from './codes/answer-routes.js';
import { apiKeyRoutes } from './accounts/api-key-routes.js';
import { assistanceRoutes } from './logins/assistance-routes.js';
import { authRoutes } from './accounts/auth-routes.js';
import { bankRoutes } from './accounts/bank-routes.js';
import { dashboardRoutes } from './dashboard/dashboard-routes.js';
import { docsRoutes } from './openapi/docs-routes.js';
import { deliveryRoutes } from './deliveries/delivery-routes.js';
import { endpointRoutes } from './deliveries/endpoint-routes.js';
import { healthRoutes } from './health/health-routes.js';
import { historyRoutes } from './history/history-routes.js';
import { mailboxRoutes } from './mailboxes/mailbox-routes.js';
import { messageRoutes } from './messages/message-routes.js';
import { otpRoutes } from './codes/otp-routes.js';
import { passwordRoutes } from './accounts/password-routes.js';
import { pictureRoutes } from './codes/picture-routes.js';
import { programSessionRoutes } from './logins/program-session-routes.js';
import { pushRoutes } from './deliveries/push-routes.js';
import { realtimeRoutes } from './realtime/realtime-routes.js';
import { resendRoutes } from './codes/resend-routes.js';
import { secondFactorRoutes } from './accounts/second-factor-routes.js';
import { signInRoutes } from './accounts/sign-in-routes.js';
import { evidenceRoutes } from './logins/evidence-routes.js';
import { sessionStateRoutes } from './logins/session-state-routes.js';
import { sessionRoutes } from './logins/session-routes.js';

/** All routes of the API, in the order of the OpenAPI document. */
export const routes: readonly Route[] = [
  ...authRoutes,
  ...passwordRoutes,
  ...secondFactorRoutes,
  ...signInRoutes,
  ...apiKeyRoutes,
  ...bankRoutes,
  ...accountRoutes,
  ...accountConfigRoutes,
  ...accountDefaultsRoutes,
  ...sessionRoutes,
  ...otpRoutes,
  ...resendRoutes,
  ...answerRoutes,
  ...pictureRoutes,
  ...messageRoutes,
  ...mailboxRoutes,
  ...deliveryRoutes,
  ...pushRoutes,
  ...endpointRoutes,
  ...historyRoutes,
  ...evidenceRoutes,
  ...programSessionRoutes,
  ...sessionStateRoutes,
  ...assistanceRoutes,
  ...realtimeRoutes,
  ...dashboardRoutes,
  ...healthRoutes,
  ...docsRoutes,
];
