import { Migrator } from 'kysely';
import { type Db, openDatabase } from './open.js';
import * as first from './migrations/0001-first.js';
import * as api from './migrations/0002-api.js';
import * as deliveries from './migrations/0003-deliveries.js';
import * as browserStates from './migrations/0004-browser-states.js';
import * as realtime from './migrations/0005-realtime.js';
import * as messages from './migrations/0006-messages.js';
import * as notifications from './migrations/0007-notifications.js';
import * as sessionRules from './migrations/0008-session-rules.js';
import * as loginCredentials from './migrations/0009-login-credentials.js';
import * as eventIds from './migrations/0010-event-ids.js';
import * as settledSubmissions from './migrations/0011-settled-submissions.js';
import * as forgottenBrowsers from './migrations/0012-forgotten-browsers.js';
import * as bankSecrets from './migrations/0013-bank-secrets.js';
import * as expiredPasswords from './migrations/0014-expired-passwords.js';
import * as accountProxies from './migrations/0015-account-proxies.js';
import * as requestTypes from './migrations/0016-request-types.js';
import * as failureEvidence from './migrations/0017-failure-evidence.js';
import * as relays from './migrations/0018-relays.js';
import * as sessionStartKeys from './migrations/0019-session-start-keys.js';
import * as mailboxes from './migrations/0020-mailboxes.js';
import * as fingerprintKey from './migrations/0021-fingerprint-key.js';
import * as signIn from './migrations/0022-sign-in.js';
import * as push from './migrations/0023-push.js';
import * as notificationEndpoints from './migrations/0024-notification-endpoints.js';
import * as heldMessagesAndOAuth from './migrations/0027-held-messages-and-oauth.js';
import * as checkpointHolds from './migrations/0029-checkpoint-holds.js';
import * as retriesAndDefaults from './migrations/0030-retries-and-defaults.js';
import * as failureCause from './migrations/0031-failure-cause.js';

const migrations = {
  '0001-first': first,
  '0002-api': api,
  '0003-deliveries': deliveries,
  '0004-browser-states': browserStates,
  '0005-realtime': realtime,
  '0006-messages': messages,
  '0007-notifications': notifications,
  '0008-session-rules': sessionRules,
  '0009-login-credentials': loginCredentials,
  '0010-event-ids': eventIds,
  '0011-settled-submissions': settledSubmissions,
  '0012-forgotten-browsers': forgottenBrowsers,
  '0013-bank-secrets': bankSecrets,
  '0014-expired-passwords': expiredPasswords,
  '0015-account-proxies': accountProxies,
  '0016-request-types': requestTypes,
  '0017-failure-evidence': failureEvidence,
  '0018-relays': relays,
  '0019-session-start-keys': sessionStartKeys,
  '0020-mailboxes': mailboxes,
  '0021-fingerprint-key': fingerprintKey,
  '0022-sign-in': signIn,
  '0023-push': push,
  '0024-notification-endpoints': notificationEndpoints,
  '0027-held-messages-and-oauth': heldMessagesAndOAuth,
  '0029-checkpoint-holds': checkpointHolds,
  '0030-retries-and-defaults': retriesAndDefaults,
  '0031-failure-cause': failureCause,
};

/**
 * Migrates the database to the newest schema. Safe to run in several processes at once, because the migrator takes a
 * lock in the database. Throws the error of the first migration that fails, which has left no changes.
 */
export async function migrateToLatest(databaseUrl: string): Promise<void> {
  const db = openDatabase({ databaseUrl, maxConnections: 1 });
  try {
    const { error } = await createMigrator(db).migrateToLatest();
    if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  } finally {
    await db.destroy();
  }
}

/** The names of the migrations that this database lacks, oldest first. */
export async function readPendingMigrations(db: Db): Promise<string[]> {
  const all = await createMigrator(db).getMigrations();
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

const createMigrator = (db: Db): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
