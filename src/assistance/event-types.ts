/** Types of events in an account's audit trail. The dashboard translates each of them. */
export const accountEventTypes = [
  'account.created',
  'account.deleted',
  'account.blocked',
  'account.unblocked',
  'browser.forgotten',
  'config.changed',
  'login.started',
  'login.failed',
  'login.reconciled',
  'login.retry_planned',
  'login.not_retried',
  'scrape.failed',
  'session.started',
  'session.stop_requested',
  'session.stopped',
  'session.needs_attention',
  'session.state_read',
  'evidence.read',
  'assistance.requested',
  'assistance.resent',
  'assistance.not_resent',
  'assistance.fulfilled',
  'assistance.rejected',
  'assistance.expired',
  'assistance.cancelled',
  'code.submitted',
  'code.resend_requested',
  'code.settled',
  'message.dropped',
  'notification.tested',
  'notification.sent_again',
  'notification.endpoint_gone',
] as const;
export type AccountEventType = (typeof accountEventTypes)[number];

/** Types of events that belong to a user and to no account. */
export type UserEventType =
  | 'endpoint.created'
  | 'endpoint.changed'
  | 'endpoint.deleted'
  | 'user.registered'
  | 'user.signed_in'
  | 'user.signed_out'
  | 'user.authenticated_again'
  | 'user.password_changed'
  | 'user.password_reset_requested'
  | 'user.password_reset'
  | 'user.second_factor_enabled'
  | 'user.second_factor_disabled'
  | 'user.recovery_codes_replaced'
  | 'user.account_defaults_changed'
  | 'api_key.created'
  | 'api_key.changed'
  | 'api_key.revoked';

export type EventType = AccountEventType | UserEventType;
