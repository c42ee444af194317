import { randomBytes } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import { notificationEventSchema } from '../../assistance/notifications/notification-events.js';
import { changeConfig, type ConfigChange, readConfig } from '../../db/accounts/account-configs.js';
import type { Account, AccountConfig } from '../../db/tables/schema.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';
import { validationError } from '../access/api-error.js';
import { rejectForbiddenUrl } from '../access/endpoint-url.js';
import {
  mergeBankAnswers,
  mergeBankSecrets,
  readableAnswers,
  readableSecrets,
} from './merge-bank-secrets.js';
import { neverSendsCodes } from '../logins/never-sends-codes.js';
import {
  mask,
  preferredChannelSchema,
  type WireConfig,
  type WireConfigChange,
} from './wire-account-config.js';

type ConfigDeps = Pick<Api, 'db' | 'banks' | 'ring' | 'log' | 'sendsMail' | 'allowPrivateWebhooks'>;

/** The value that null resets a setting to. */
const defaults = {
  session_type: 'one-shot',
  login_mode: 'simple',
  notification_events: [],
  otp_wait_seconds: 180,
  max_codes_per_day: 10,
  fatal_after_failures: 3,
  sms_senders: [],
  preferred_channels: [],
  evidence: true,
  retry_when_bank_unavailable: false,
  notification_endpoint_url: null,
  notification_auth_type: null,
  notification_email: null,
} satisfies ConfigChange;

/** The configuration as sent to its owner, with secrets masked. */
export async function showConfig(api: ConfigDeps, account: Account): Promise<WireConfig> {
  return toWire(api, await readConfig(api.db, account.id));
}

/**
 * Merges a change into the configuration. Returns a newly generated signing secret in plain text, this once. Throws
 * VALIDATION_ERROR for an address that webhooks may not be sent to, for an e-mail address without a mail server, for bank
 * secrets that the bank does not take, and for turning on retries at a bank that may send a code.
 */
export async function mergeConfig(
  api: ConfigDeps,
  { account, actor, change }: { account: Account; actor: Actor; change: WireConfigChange },
): Promise<WireConfig> {
  for (const field of ['notification_endpoint_url', 'notification_slack_url', 'mailbox_url'] as const) {
    const url = change[field];
    if (url && url !== mask) rejectForbiddenUrl(api, url, field);
  }
  if (change.notification_email && !api.sendsMail)
    throw validationError({
      path: 'notification_email',
      message: 'cannot be used: this service has no mail server (SMTP_URL)',
    });
  const bank = api.banks.get(account.bank_code);
  let newSecret: string | undefined;
  const changed = await changeConfig(api.db, { account, actor }, async (current) => {
    // Sent back unchanged after the bank's file has changed, it must not keep the owner from changing the rest.
    const turnsRetryOn = change.retry_when_bank_unavailable && !current.retry_when_bank_unavailable;
    if (turnsRetryOn && !(bank && neverSendsCodes(bank)))
      throw validationError({
        path: 'retry_when_bank_unavailable',
        message: 'cannot be used: a login may make this bank send a code',
      });
    newSecret = needsNewSigningSecret(current, change) ? generateSigningSecret() : undefined;
    return {
      ...settings(change),
      ...(await sealedSecrets(api, account.id, change)),
      ...(await mergeBankSecrets(api, { bank, current, change })),
      ...(await mergeBankAnswers(api, { current, change })),
      ...(newSecret !== undefined && {
        notification_signing_secret_sealed: await seal(
          api.ring,
          purpose.signingSecret(account.id),
          newSecret,
        ),
      }),
    };
  });
  const wire = await toWire(api, changed);
  return newSecret === undefined ? wire : { ...wire, notification_signing_secret: newSecret };
}

/** When the first endpoint URL is set, when a new secret is requested, or when the current one is cleared. */
function needsNewSigningSecret(current: AccountConfig, change: WireConfigChange): boolean {
  const { notification_endpoint_url: url = current.notification_endpoint_url } = change;
  const { notification_signing_secret: secret = mask } = change;
  if (change.rotate_signing_secret) return true;
  if (url === null) return false;
  return secret === null || (secret === mask && current.notification_signing_secret_sealed === null);
}

const generateSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

function settings(change: WireConfigChange): ConfigChange {
  const changed: ConfigChange = {};
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) continue;
    if (isSetting(field)) Object.assign(changed, { [field]: value ?? defaults[field] });
  }
  return changed;
}

const isSetting = (field: string): field is keyof typeof defaults => field in defaults;

async function sealedSecrets(
  { ring }: ConfigDeps,
  accountId: string,
  change: WireConfigChange,
): Promise<ConfigChange> {
  const sealed: ConfigChange = {};
  for (const [field, column, purposeOf] of secretFields) {
    const secret = change[field];
    // Missing or masked: unchanged.
    if (secret === undefined || secret === mask) continue;
    sealed[column] = secret === null ? null : await seal(ring, purposeOf(accountId), secret);
  }
  return sealed;
}

const secretFields = [
  ['bank_username', 'bank_username_sealed', purpose.bankUsername],
  ['bank_password', 'bank_password_sealed', purpose.bankPassword],
  ['proxy_url', 'proxy_url_sealed', purpose.proxyUrl],
  ['mailbox_url', 'mailbox_url_sealed', purpose.mailboxUrl],
  ['totp_secret', 'totp_secret_sealed', purpose.totpSecret],
  ['notification_auth_token', 'notification_auth_token_sealed', purpose.notificationToken],
  ['notification_slack_url', 'notification_slack_url_sealed', purpose.slackUrl],
  ['notification_signing_secret', 'notification_signing_secret_sealed', purpose.signingSecret],
] as const;

async function toWire(api: ConfigDeps, config: AccountConfig): Promise<WireConfig> {
  return {
    session_type: config.session_type,
    login_mode: config.login_mode,
    bank_username: await openUsername(api, config),
    has_bank_password: config.bank_password_sealed !== null,
    has_bank_secrets: Object.fromEntries(
      Object.keys(await readableSecrets(api, config)).map((name) => [name, true] as const),
    ),
    bank_answers: (await readableAnswers(api, config)).map(({ question }) => ({ question })),
    has_proxy_url: config.proxy_url_sealed !== null,
    has_mailbox_url: config.mailbox_url_sealed !== null,
    preferred_channels: preferredChannelSchema.array().parse(config.preferred_channels),
    notification_endpoint_url: config.notification_endpoint_url,
    notification_auth_type: config.notification_auth_type,
    notification_auth_token: config.notification_auth_token_sealed === null ? null : mask,
    notification_slack_url: config.notification_slack_url_sealed === null ? null : mask,
    notification_email: config.notification_email,
    notification_events: notificationEventSchema.array().parse(config.notification_events),
    otp_wait_seconds: config.otp_wait_seconds,
    max_codes_per_day: config.max_codes_per_day,
    fatal_after_failures: config.fatal_after_failures,
    evidence: config.evidence,
    retry_when_bank_unavailable: config.retry_when_bank_unavailable,
    has_totp_secret: config.totp_secret_sealed !== null,
    sms_senders: config.sms_senders,
    notification_signing_secret: config.notification_signing_secret_sealed === null ? null : mask,
  };
}

async function openUsername({ ring, log }: ConfigDeps, config: AccountConfig): Promise<string | null> {
  const { account_id: accountId, bank_username_sealed: sealed } = config;
  if (sealed === null) return null;
  const username = await openIfPossible(ring, purpose.bankUsername(accountId), sealed);
  // Not an error: the owner must be able to read the other settings and enter the user name again.
  if (username === undefined)
    log.warn({ accountId }, 'a bank user name cannot be decrypted: its key is missing from SECRET_KEYS');
  return username ?? null;
}
