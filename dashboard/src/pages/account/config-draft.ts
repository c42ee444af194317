import type { AccountConfig, ConfigChange } from '../../api/schemas';

/** The values of the form's fields. An empty secret keeps the stored one. */
export interface ConfigDraft {
  session_type: AccountConfig['session_type'];
  login_mode: AccountConfig['login_mode'];
  bank_username: string;
  bank_password: string;
  /** Those that were typed, by name. */
  bank_secrets: Readonly<Record<string, string>>;
  /** An empty answer keeps the stored one, if there is one. */
  bank_answers: readonly { question: string; answer: string; isKept: boolean }[];
  /** Most wanted first. */
  preferred_channels: readonly string[];
  totp_secret: string;
  proxy_url: string;
  mailbox_url: string;
  sms_senders: string;
  otp_wait_seconds: number;
  max_codes_per_day: number;
  fatal_after_failures: number;
  evidence: boolean;
  retry_when_bank_unavailable: boolean;
  notification_endpoint_url: string;
  notification_auth_type: '' | 'bearer' | 'api_key';
  notification_auth_token: string;
  /** The masked URL that the API returns, until it is changed. An empty value removes the stored URL. */
  notification_slack_url: string;
  notification_email: string;
  notification_events: string[];
  /** Secrets to remove. */
  removed: readonly Secret[];
  removed_bank_secrets: readonly string[];
}

export type Secret =
  'bank_password' | 'totp_secret' | 'proxy_url' | 'mailbox_url' | 'notification_auth_token';

export const draftOf = (config: AccountConfig): ConfigDraft => ({
  session_type: config.session_type,
  login_mode: config.login_mode,
  bank_username: config.bank_username ?? '',
  bank_password: '',
  bank_secrets: {},
  bank_answers: config.bank_answers.map(({ question }) => ({ question, answer: '', isKept: true })),
  preferred_channels: config.preferred_channels,
  totp_secret: '',
  proxy_url: '',
  mailbox_url: '',
  sms_senders: config.sms_senders.join(', '),
  otp_wait_seconds: config.otp_wait_seconds,
  max_codes_per_day: config.max_codes_per_day,
  fatal_after_failures: config.fatal_after_failures,
  evidence: config.evidence,
  retry_when_bank_unavailable: config.retry_when_bank_unavailable,
  notification_endpoint_url: config.notification_endpoint_url ?? '',
  notification_auth_type: config.notification_auth_type ?? '',
  notification_auth_token: '',
  notification_slack_url: config.notification_slack_url ?? '',
  notification_email: config.notification_email ?? '',
  notification_events: config.notification_events,
  removed: [],
  removed_bank_secrets: [],
});

/** The settings of another account, without its credentials, secrets and endpoints, and those that depend on its bank. */
export function settingsToCopy(config: AccountConfig): Partial<ConfigDraft> {
  const {
    session_type,
    login_mode,
    preferred_channels,
    sms_senders,
    otp_wait_seconds,
    max_codes_per_day,
    fatal_after_failures,
    evidence,
    notification_events,
  } = draftOf(config);
  return {
    session_type,
    login_mode,
    preferred_channels,
    sms_senders,
    otp_wait_seconds,
    max_codes_per_day,
    fatal_after_failures,
    evidence,
    notification_events,
  };
}

/** Whether notifications are sent anywhere. */
export const hasEndpoint = (draft: ConfigDraft): boolean =>
  [draft.notification_endpoint_url, draft.notification_slack_url, draft.notification_email].some(
    (place) => place.trim() !== '',
  );

/** Without events, a first endpoint would never get anything: it starts with the one that matters most. */
export function withFirstEvent(draft: ConfigDraft, before: ConfigDraft): ConfigDraft {
  const isFirst = hasEndpoint(draft) && !hasEndpoint(before) && draft.notification_events.length === 0;
  return isFirst ? { ...draft, notification_events: ['assistance_required'] } : draft;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The fields that differ from `base`, in the form that the API expects. */
export function changeOf(draft: ConfigDraft, base: ConfigDraft): ConfigChange {
  const before: Partial<Record<string, unknown>> = settingsOf(base);
  const changed = Object.entries(settingsOf(draft)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return {
    ...Object.fromEntries(changed),
    ...secretOf(draft, 'bank_password'),
    ...bankSecretsOf(draft),
    ...secretOf(draft, 'totp_secret'),
    ...secretOf(draft, 'proxy_url'),
    ...secretOf(draft, 'mailbox_url'),
    ...secretOf(draft, 'notification_auth_token'),
  };
}

const settingsOf = (draft: ConfigDraft) => ({
  session_type: draft.session_type,
  login_mode: draft.login_mode,
  // An empty text clears it; null would keep it.
  bank_username: draft.bank_username.trim(),
  bank_answers: draft.bank_answers.map(({ question, answer }) => ({
    question: question.trim(),
    ...(answer !== '' && { answer }),
  })),
  preferred_channels: draft.preferred_channels,
  sms_senders: draft.sms_senders
    .split(',')
    .map((sender) => sender.trim())
    .filter((sender) => sender !== ''),
  otp_wait_seconds: draft.otp_wait_seconds,
  max_codes_per_day: draft.max_codes_per_day,
  fatal_after_failures: draft.fatal_after_failures,
  evidence: draft.evidence,
  retry_when_bank_unavailable: draft.retry_when_bank_unavailable,
  notification_endpoint_url: orNull(draft.notification_endpoint_url),
  notification_auth_type: draft.notification_auth_type === '' ? null : draft.notification_auth_type,
  notification_slack_url: orNull(draft.notification_slack_url),
  notification_email: orNull(draft.notification_email),
  notification_events: draft.notification_events,
});

/** A typed value replaces the secret. An empty one keeps it, unless it is to be removed. */
function secretOf(draft: ConfigDraft, name: Secret): Partial<Record<Secret, string | null>> {
  if (draft[name] !== '') return { [name]: draft[name] };
  if (!draft.removed.includes(name)) return {};
  // Null would keep the password.
  return { [name]: name === 'bank_password' ? '' : null };
}

function bankSecretsOf(draft: ConfigDraft): Pick<ConfigChange, 'bank_secrets'> {
  const typed = Object.entries(draft.bank_secrets).filter(([, value]) => value !== '');
  const removed = draft.removed_bank_secrets.map((name) => [name, null] as const);
  const changed = Object.fromEntries([...removed, ...typed]);
  return Object.keys(changed).length === 0 ? {} : { bank_secrets: changed };
}
