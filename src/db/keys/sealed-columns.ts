import { sql } from 'kysely';

/** A column, and in which rows its values are sealed if not in all. */
export type SealedColumn = readonly [table: string, column: string, where?: string];

/** Every column that holds values of src/secrets/seal.ts. A test compares the list with the database. */
export const sealedColumns: readonly SealedColumn[] = [
  ['account_configs', 'bank_username_sealed'],
  ['account_configs', 'bank_password_sealed'],
  ['account_configs', 'bank_secrets_sealed'],
  ['account_configs', 'bank_answers_sealed'],
  ['account_configs', 'totp_secret_sealed'],
  ['account_configs', 'proxy_url_sealed'],
  ['account_configs', 'mailbox_url_sealed'],
  ['account_configs', 'notification_auth_token_sealed'],
  ['account_configs', 'notification_signing_secret_sealed'],
  ['account_configs', 'notification_previous_secret_sealed'],
  ['account_configs', 'notification_slack_url_sealed'],
  ['api_keys', 'signing_secret_sealed'],
  ['api_keys', 'relay_settings_sealed'],
  ['checkpoints', 'sealed'],
  ['code_pictures', 'sealed'],
  ['failure_evidence', 'sealed'],
  ['failure_evidence', 'sealed_screenshot'],
  ['fingerprint_key', 'sealed'],
  ['held_messages', 'sealed'],
  ['login_credentials', 'bank_username_sealed'],
  ['login_credentials', 'bank_password_sealed'],
  ['login_credentials', 'bank_secrets_sealed'],
  ['login_credentials', 'bank_answers_sealed'],
  ['login_credentials', 'totp_secret_sealed'],
  ['login_credentials', 'proxy_url_sealed'],
  ['mailboxes', 'refresh_token_sealed'],
  ['message_parts', 'sealed'],
  ['notification_endpoints', 'destination', "transport = 'slack'"],
  ['notification_endpoints', 'token_sealed'],
  ['notification_endpoints', 'signing_secret_sealed'],
  ['notification_endpoints', 'previous_secret_sealed'],
  ['push_keys', 'private_key_sealed'],
  ['push_subscriptions', 'keys_sealed'],
  ['session_states', 'sealed'],
  ['submission_claims', 'sealed_code'],
  ['trusted_browsers', 'sealed'],
  ['users', 'totp_secret_sealed'],
  ['users', 'new_totp_secret_sealed'],
];

/** The condition for the rows of a column whose values are sealed. */
export const holdsSealedValue = ([, column, where = 'true']: SealedColumn) =>
  sql<boolean>`(${sql.ref(column)} is not null and ${sql.raw(where)})`;

/** The id of the key that the values of a column are sealed with: `kid` of their JWE header. Null for a damaged value. */
export function keyIdOf(column: string) {
  const header = sql`split_part(${sql.ref(column)}, '.', 1)`;
  const padded = sql`rpad(translate(${header}, '-_', '+/'), (length(${header}) + 3) / 4 * 4, '=')`;
  // "eyJ" is the start of every JSON object in base64.
  return sql<string | null>`
    case when ${sql.ref(column)} ~ '^eyJ[A-Za-z0-9_-]*[.]'
    then convert_from(decode(${padded}, 'base64'), 'utf8')::jsonb ->> 'kid' end`;
}
