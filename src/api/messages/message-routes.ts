import type { z } from 'zod';
import { defineRoute, type Route } from '../http/define-route.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { openRelaySettings } from '../access/relay-settings.js';
import { ApiError } from '../access/api-error.js';
import { joinParts } from './join-parts.js';
import { datedMessage, receiveMessage } from './receive-message.js';
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
import type { IncomingMessage } from './route-message.js';
import {
  forwardedMessageSchema,
  messageBodySchema,
  receivedMessageSchema,
  refusals,
  toWireReceipt,
} from './wire-message.js';

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
    return { status: 202, body: toWireReceipt(await receiveMessage({ api, caller, message })) };
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
  if ('ignored' in relayed) return { submitted: false, held: false, ignored: true, reason: relayed.ignored };
  const message = await datedMessage(api, messageBodySchema.parse(relayed.message));
  const answered = await receiveOrRefuse(api, caller, message);
  await relayed.done?.();
  return answered;
}

async function receiveOrRefuse(
  api: Api,
  caller: KeyCaller,
  message: IncomingMessage,
): Promise<z.input<typeof forwardedMessageSchema>> {
  try {
    return toWireReceipt(await receiveMessage({ api, caller, message }));
  } catch (error) {
    const reason = error instanceof ApiError && refusals.find((code) => code === error.code);
    if (!reason) throw error;
    return { submitted: false, held: false, reason, time: message.time };
  }
}

export const messageRoutes = [
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
