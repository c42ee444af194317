import { z } from 'zod';
import { listApiKeys } from '../../db/accounts/api-keys.js';
import { readRelayedMessages } from '../../db/logins/relayed-messages.js';
import { uuidParam } from '../access/wire-values.js';
import { defineRoute, type Route } from '../http/define-route.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { openRelaySettings } from '../access/relay-settings.js';
import { ApiError } from '../access/api-error.js';
import { joinParts } from './join-parts.js';
import { fromKey } from './message-source.js';
import { datedMessage } from './receive-message.js';
import { receiveAndRecord, recordIgnored } from './record-received.js';
import { elks46 } from './relays/46elks.js';
import { httpSms } from './relays/httpsms.js';
import { incomingSmsGateway } from './relays/incoming-sms-gateway.js';
import { mail } from './relays/mail.js';
import { mailgun } from './relays/mailgun.js';
import { plivo } from './relays/plivo.js';
import type { Relay } from './relays/relay.js';
import { sendGrid } from './relays/sendgrid.js';
import { smsForwarder } from './relays/sms-forwarder.js';
import { smsGateway } from './relays/sms-gateway.js';
import { sns } from './relays/sns.js';
import { telnyx } from './relays/telnyx.js';
import { textbee } from './relays/textbee.js';
import { twilio } from './relays/twilio.js';
import { vonage } from './relays/vonage.js';
import {
  forwardedMessageSchema,
  messageBodySchema,
  receivedMessageSchema,
  refusals,
  toWireReceipt,
} from './wire-message.js';
import { relayedMessageSchema, toWireRelayedMessage } from './wire-relayed-message.js';

const list = defineRoute({
  method: 'GET',
  path: '/me/api-keys/:id/messages',
  summary: 'List the last 50 messages that came with an API key, without their texts',
  description:
    'Shows whether a phone reaches the service, and why a message fitted no request. Kept for seven days.',
  auth: 'user',
  params: z.object({ id: uuidParam }),
  answers: { 200: z.object({ messages: z.array(relayedMessageSchema) }) },
  errors: ['NOT_FOUND'],
  handle: async ({ api, caller: { userId }, params: { id: keyId } }) => {
    const keys = await listApiKeys(api.db, userId);
    if (!keys.some(({ id }) => id === keyId)) throw new ApiError('NOT_FOUND');
    const rows = await readRelayedMessages(api.db, { keyId });
    return { status: 200, body: { messages: rows.map(toWireRelayedMessage) } };
  },
});

const receive = defineRoute({
  method: 'POST',
  path: '/v1/messages',
  summary: 'Forward a message from a phone that receives the codes of several accounts',
  description:
    'The message is submitted to the one pending request that it matches by sender, destination, time and the shape of its code. If there is none but a login is under way, it is held for 30 s. The same text from the same sender counts as the same message.',
  auth: { scope: 'otp:write' },
  limits: ['submit'],
  body: messageBodySchema,
  answers: { 202: receivedMessageSchema },
  errors: refusals,
  handle: async ({ api, caller, body }) => {
    const message = await datedMessage(api, body);
    const received = await receiveAndRecord({ api, source: fromKey(caller), message, format: null });
    return { status: 202, body: toWireReceipt(received) };
  },
});

const description =
  'Works like `POST /v1/messages`, but responds with success and the reason if the message matches no request, or if there is no message in it: these apps retry every error, and a retry would not help.';

/** The routes of a relay: POST and, for some, GET. */
function relayRoutes<Sent>(relay: Relay<Sent>): Route[] {
  const { format, name, app, body, query, success, isSilent } = relay;
  const summary = `Forward a message in the format of ${name}`;
  const path = `/v1/messages/${format}`;
  const auth = { scope: 'otp:write', app } as const;
  const limits = ['submit'] as const;
  const silence = isSilent
    ? ` The response has no body, as ${name} would send it to the bank as a reply.`
    : '';
  const shared = { path, summary, description: description + silence, auth, limits };
  const answers = { [success]: isSilent ? null : forwardedMessageSchema };
  const answer = async (api: Api, caller: KeyCaller, sent: Sent) => {
    const answered = await receiveRelayed(api, caller, { relay, sent });
    return { status: success, ...(!isSilent && { body: answered }) };
  };
  const post = defineRoute({
    ...shared,
    method: 'POST',
    body,
    answers,
    handle: ({ api, caller, body: sent }) => answer(api, caller, sent),
  });
  if (!query) return [post];
  const get = defineRoute({
    ...shared,
    method: 'GET',
    query,
    answers,
    handle: ({ api, caller, query: sent }) => answer(api, caller, sent),
  });
  return [post, get];
}

async function receiveRelayed<Sent>(
  api: Api,
  caller: KeyCaller,
  { relay, sent }: { relay: Relay<Sent>; sent: Sent },
): Promise<z.input<typeof forwardedMessageSchema>> {
  const { db, ring } = api;
  const { keyId, relaySettingsSealed: sealed } = caller;
  const relayed = await relay.read(sent, {
    settings: () => openRelaySettings(ring, { keyId, sealed }),
    joinParts: (part) => joinParts({ db, ring, keyId }, part),
  });
  const { format } = relay;
  if ('ignored' in relayed) {
    const { ignored: reason } = relayed;
    if (reason !== 'NOT_A_MESSAGE') await recordIgnored(api, { origin: { keyId }, format, reason });
    return { submitted: false, held: false, ignored: true, reason };
  }
  const message = await datedMessage(api, messageBodySchema.parse(relayed.message));
  const answered = await receiveOrRefuse({ api, source: fromKey(caller), message, format });
  await relayed.done?.();
  return answered;
}

async function receiveOrRefuse(
  received: Parameters<typeof receiveAndRecord>[0],
): Promise<z.input<typeof forwardedMessageSchema>> {
  try {
    return toWireReceipt(await receiveAndRecord(received));
  } catch (error) {
    const reason = error instanceof ApiError && refusals.find((code) => code === error.code);
    if (!reason) throw error;
    return { submitted: false, held: false, reason, time: received.message.time };
  }
}

export const messageRoutes = [
  list,
  receive,
  ...relayRoutes(smsGateway),
  ...relayRoutes(textbee),
  ...relayRoutes(httpSms),
  ...relayRoutes(smsForwarder),
  ...relayRoutes(incomingSmsGateway),
  ...relayRoutes(twilio),
  ...relayRoutes(telnyx),
  ...relayRoutes(vonage),
  ...relayRoutes(plivo),
  ...relayRoutes(elks46),
  ...relayRoutes(sns),
  ...relayRoutes(mail),
  ...relayRoutes(mailgun),
  ...relayRoutes(sendGrid),
];
