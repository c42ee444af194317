import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../../assistance/actor.js';
import {
  addEndpoint,
  changeEndpoint,
  type EndpointChange,
  findCoveredAccounts,
  maxEndpoints,
} from '../../db/deliveries/notification-endpoints.js';
import type { NotificationEndpoint, Transport } from '../../db/tables/delivery-tables.js';
import { purpose, seal } from '../../secrets/seal.js';
import { validationError } from '../access/api-error.js';
import { endpointUrlSchema, rejectForbiddenUrl } from '../access/endpoint-url.js';
import type { Api } from '../context/api.js';
import { isMask, type NewEndpoint, type WireEndpointChange } from './wire-endpoint.js';

type EndpointDeps = Pick<Api, 'db' | 'ring' | 'banks' | 'sendsMail' | 'allowPrivateWebhooks'>;

export interface SavedEndpoint {
  endpoint: NotificationEndpoint;
  /** A signing secret that was generated, in plain text. */
  newSecret: string | undefined;
}

const generateSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Adds an endpoint of a user. Throws VALIDATION_ERROR for one that nothing could ever be sent to, and for one too many. */
export async function createEndpoint(
  api: EndpointDeps,
  { userId, actor, wanted }: { userId: string; actor: Actor; wanted: NewEndpoint },
): Promise<SavedEndpoint> {
  const id = randomUUID();
  const { name, transport, events, banks, account_ids: accountIds, auth_type: authType } = wanted;
  const escalateAfterSeconds = wanted.escalate_after_seconds;
  checkDestination(api, transport, wanted.destination);
  await checkFilters(api, userId, { events, banks, accountIds, escalateAfterSeconds });
  const newSecret = transport === 'webhook' ? generateSecret() : undefined;
  const endpoint = await addEndpoint(
    api.db,
    {
      id,
      user_id: userId,
      name,
      transport,
      destination: await storedDestination(api, { id, transport }, wanted.destination),
      auth_type: authType,
      token_sealed: wanted.auth_token
        ? await seal(api.ring, purpose.notificationToken(id), wanted.auth_token)
        : null,
      signing_secret_sealed: newSecret ? await seal(api.ring, purpose.signingSecret(id), newSecret) : null,
      events,
      bank_codes: banks,
      account_ids: accountIds,
      escalate_after_seconds: escalateAfterSeconds,
    },
    actor,
  );
  if (!endpoint)
    throw validationError({
      path: 'destination',
      message: `cannot be added: there are ${maxEndpoints} endpoints already. Delete one first`,
    });
  return { endpoint, newSecret };
}

/** Merges a change into an endpoint of a user; undefined if there is none with this id. Throws as createEndpoint does. */
export async function mergeEndpoint(
  api: EndpointDeps,
  { userId, endpointId, actor, change }: MergedChange,
): Promise<SavedEndpoint | undefined> {
  let newSecret: string | undefined;
  const endpoint = await changeEndpoint(api.db, { userId, endpointId, actor }, async (current) => {
    const { id, transport } = current;
    const { destination, auth_token: token, rotate_signing_secret: isRotated = false } = change;
    if (destination !== undefined) checkDestination(api, transport, destination);
    await checkFilters(api, userId, {
      events: change.events ?? current.events,
      banks: change.banks === undefined ? current.bank_codes : change.banks,
      accountIds: change.account_ids === undefined ? current.account_ids : change.account_ids,
      escalateAfterSeconds: change.escalate_after_seconds ?? current.escalate_after_seconds,
    });
    newSecret = isRotated && transport === 'webhook' ? generateSecret() : undefined;
    const changed: EndpointChange = {
      name: change.name ?? current.name,
      ...(change.events && { events: change.events }),
      ...(change.banks !== undefined && { bank_codes: change.banks }),
      ...(change.account_ids !== undefined && { account_ids: change.account_ids }),
      ...(change.escalate_after_seconds !== undefined && {
        escalate_after_seconds: change.escalate_after_seconds,
      }),
      ...(change.auth_type !== undefined && { auth_type: change.auth_type }),
      ...(token !== undefined &&
        !isMask(token) && {
          token_sealed: token === null ? null : await seal(api.ring, purpose.notificationToken(id), token),
        }),
      ...(newSecret !== undefined && {
        signing_secret_sealed: await seal(api.ring, purpose.signingSecret(id), newSecret),
      }),
      ...(destination !== undefined && {
        destination: await storedDestination(api, current, destination),
        disabled_reason: null,
      }),
      ...(change.enabled && { disabled_reason: null }),
    };
    return changed;
  });
  return endpoint && { endpoint, newSecret };
}

interface MergedChange {
  userId: string;
  endpointId: string;
  actor: Actor;
  change: WireEndpointChange;
}

/** The URL of a chat lets anyone post there, so it is sealed. */
const storedDestination = async (
  { ring }: EndpointDeps,
  { id, transport }: { id: string; transport: Transport },
  destination: string,
): Promise<string> => (transport === 'slack' ? seal(ring, purpose.slackUrl(id), destination) : destination);

function checkDestination(api: EndpointDeps, transport: Transport, destination: string): void {
  const path = 'destination';
  if (transport === 'email') {
    if (!z.email().max(254).safeParse(destination).success)
      throw validationError({ path, message: 'must be an e-mail address' });
    if (!api.sendsMail)
      throw validationError({
        path,
        message: 'cannot be used: this service has no mail server (SMTP_URL)',
      });
    return;
  }
  const parsed = endpointUrlSchema.safeParse(destination);
  if (!parsed.success)
    throw validationError({ path, message: parsed.error.issues[0]?.message ?? 'must be a URL' });
  rejectForbiddenUrl(api, destination, path);
}

interface Filters {
  events: readonly string[];
  banks: readonly string[] | null;
  accountIds: readonly string[] | null;
  escalateAfterSeconds: number;
}

/** Refuses filters that let nothing through, and an escalation that comes after the end of every request. */
async function checkFilters(
  { db, banks: known }: EndpointDeps,
  userId: string,
  { events, banks, accountIds, escalateAfterSeconds }: Filters,
): Promise<void> {
  const unknown = banks?.findIndex((code) => !known.has(code)) ?? -1;
  if (unknown >= 0)
    throw validationError({ path: `banks.${unknown}`, message: 'must be the code of a bank in GET /banks' });
  const covered = await findCoveredAccounts(db, { userId, accountIds, bankCodes: banks });
  const foreign = accountIds?.length
    ? (await findCoveredAccounts(db, { userId, accountIds, bankCodes: null })).length < accountIds.length
    : false;
  if (foreign)
    throw validationError({ path: 'account_ids', message: 'must be the ids of accounts of yours' });
  if (covered.length === 0 && accountIds !== null)
    throw validationError({ path: 'banks', message: 'none of the accounts is at one of these banks' });
  if (escalateAfterSeconds === 0) return;
  if (!events.includes('assistance_required'))
    throw validationError({
      path: 'escalate_after_seconds',
      message: 'needs the event assistance_required: nothing else escalates',
    });
  if (covered.length > 0 && covered.every((account) => account.otp_wait_seconds <= escalateAfterSeconds))
    throw validationError({
      path: 'escalate_after_seconds',
      message: 'is longer than every one of these accounts waits for an answer (otp_wait_seconds)',
    });
}
