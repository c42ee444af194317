import { randomBytes } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import { isForbiddenAddress, literalAddress } from '../../assistance/notifications/forbidden-address.js';
import { notificationEventSchema } from '../../assistance/notifications/notification-events.js';
import { changeConfig, type ConfigChange, readConfig } from '../../db/accounts/account-configs.js';
import type { Account, AccountConfig } from '../../db/tables/schema.js';
import { openIfPossible, purpose, seal } from '../../secrets/seal.js';
import type { Api } from '../context/api.js';
import { validationError } from '../access/api-error.js';
import { mask, type WireConfig, type WireConfigChange } from './wire-account-config.js';

/** What null brings a setting back to. */
const defaults = {
  session_type: 'one-shot',
  login_mode: 'simple',
  notification_events: [],
  otp_wait_seconds: 180,
  max_codes_per_day: 10,
  fatal_after_failures: 3,
  sms_senders: [],
  notification_endpoint_url: null,
  notification_auth_type: null,
  notification_email: null,
} satisfies ConfigChange;

export async function showConfig(api: Api, account: Account): Promise<WireConfig> {
  return toWire(api, await readConfig(api.db, account.id));
}

/** Merges a change into the account's configuration. A signing secret made on the way is shown in the answer. */
export async function mergeConfig(
  api: Api,
  { account, actor, change }: { account: Account; actor: Actor; change: WireConfigChange },
): Promise<WireConfig> {
  refuseForbiddenAddress(api, change, 'notification_endpoint_url');
  refuseForbiddenAddress(api, change, 'notification_slack_url');
  if (change.notification_email && !api.sendsMail)
    throw validationError({
      path: 'notification_email',
      message: 'cannot be used: this service has no mail server (SMTP_URL)',
    });
  let madeSecret: string | undefined;
  const changed = await changeConfig(api.db, { account, actor }, async (standing) => {
    madeSecret = needsNewSigningSecret(standing, change) ? makeSigningSecret() : undefined;
    return {
      ...settings(change),
      ...(await sealedSecrets(api, account.id, change)),
      ...(madeSecret !== undefined && {
        notification_signing_secret_sealed: await seal(
          api.ring,
          purpose.signingSecret(account.id),
          madeSecret,
        ),
      }),
    };
  });
  const wire = await toWire(api, changed);
  return madeSecret === undefined ? wire : { ...wire, notification_signing_secret: madeSecret };
}

/** Only addresses written as such can be judged here; names are looked up at each delivery. */
function refuseForbiddenAddress(
  { allowPrivateWebhooks }: Api,
  change: WireConfigChange,
  field: 'notification_endpoint_url' | 'notification_slack_url',
): void {
  const url = change[field];
  const address = url && url !== mask ? literalAddress(new URL(url)) : undefined;
  if (address !== undefined && isForbiddenAddress(address, { allowPrivate: allowPrivateWebhooks })) {
    throw validationError({
      path: field,
      message: 'must not be a private, local or reserved address',
    });
  }
}

/** At the first endpoint URL, and whenever the one that stands is to be replaced. */
function needsNewSigningSecret(standing: AccountConfig, change: WireConfigChange): boolean {
  const { notification_endpoint_url: url = standing.notification_endpoint_url } = change;
  const { notification_signing_secret: secret = mask } = change;
  if (change.rotate_signing_secret) return true;
  if (url === null) return false;
  return secret === null || (secret === mask && standing.notification_signing_secret_sealed === null);
}

const makeSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

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
  { ring }: Api,
  accountId: string,
  change: WireConfigChange,
): Promise<ConfigChange> {
  const sealed: ConfigChange = {};
  for (const [field, column, purposeOf] of secretFields) {
    const secret = change[field];
    // Left out, or the mask sent back: it stays.
    if (secret === undefined || secret === mask) continue;
    sealed[column] = secret === null ? null : await seal(ring, purposeOf(accountId), secret);
  }
  return sealed;
}

const secretFields = [
  ['bank_username', 'bank_username_sealed', purpose.bankUsername],
  ['bank_password', 'bank_password_sealed', purpose.bankPassword],
  ['totp_secret', 'totp_secret_sealed', purpose.totpSecret],
  ['notification_auth_token', 'notification_auth_token_sealed', purpose.notificationToken],
  ['notification_slack_url', 'notification_slack_url_sealed', purpose.slackUrl],
  ['notification_signing_secret', 'notification_signing_secret_sealed', purpose.signingSecret],
] as const;

async function toWire(api: Api, config: AccountConfig): Promise<WireConfig> {
  return {
    session_type: config.session_type,
    login_mode: config.login_mode,
    bank_username: await openUsername(api, config),
    has_bank_password: config.bank_password_sealed !== null,
    notification_endpoint_url: config.notification_endpoint_url,
    notification_auth_type: config.notification_auth_type,
    notification_auth_token: config.notification_auth_token_sealed === null ? null : mask,
    notification_slack_url: config.notification_slack_url_sealed === null ? null : mask,
    notification_email: config.notification_email,
    notification_events: notificationEventSchema.array().parse(config.notification_events),
    otp_wait_seconds: config.otp_wait_seconds,
    max_codes_per_day: config.max_codes_per_day,
    fatal_after_failures: config.fatal_after_failures,
    has_totp_secret: config.totp_secret_sealed !== null,
    sms_senders: config.sms_senders,
    notification_signing_secret: config.notification_signing_secret_sealed === null ? null : mask,
  };
}

async function openUsername({ ring, log }: Api, config: AccountConfig): Promise<string | null> {
  const { account_id: accountId, bank_username_sealed: sealed } = config;
  if (sealed === null) return null;
  const username = await openIfPossible(ring, purpose.bankUsername(accountId), sealed);
  // The owner must still be able to read the rest, and type it anew.
  if (username === undefined)
    log.warn({ accountId }, 'a bank user name cannot be opened: its key is not in SECRET_KEYS');
  return username ?? null;
}
