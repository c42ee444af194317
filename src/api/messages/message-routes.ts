import type { z } from 'zod';
import { defineRoute } from '../http/define-route.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import { datedMessage, receiveMessage } from './receive-message.js';
import { httpSms } from './relays/httpsms.js';
import { incomingSmsGateway } from './relays/incoming-sms-gateway.js';
import { mail } from './relays/mail.js';
import type { Relay, Relayed } from './relays/relay.js';
import { smsForwarder } from './relays/sms-forwarder.js';
import { smsGateway } from './relays/sms-gateway.js';
import { twilio } from './relays/twilio.js';
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

function relayRoute<Sent>({ format, name, app, body, success, isSilent, read }: Relay<Sent>) {
  const route = {
    method: 'POST',
    path: `/v1/messages/${format}`,
    summary: `Forward a message in the format of ${name}`,
    auth: { scope: 'otp:write', app },
    limits: ['submit'],
    body,
  } as const;
  return isSilent
    ? defineRoute({
        ...route,
        description: `${description} The response has no body, as ${name} would send it to the bank as a reply.`,
        answers: { [success]: null },
        handle: async ({ api, caller, body: sent }) => {
          await receiveRelayed(api, caller, read(sent));
          return { status: success };
        },
      })
    : defineRoute({
        ...route,
        description,
        answers: { [success]: forwardedMessageSchema },
        handle: async ({ api, caller, body: sent }) => ({
          status: success,
          body: await receiveRelayed(api, caller, read(sent)),
        }),
      });
}

async function receiveRelayed(
  api: Api,
  caller: KeyCaller,
  relayed: Relayed,
): Promise<z.input<typeof forwardedMessageSchema>> {
  if ('ignored' in relayed) return { submitted: false, held: false, ignored: true, reason: relayed.ignored };
  const message = await datedMessage(api, messageBodySchema.parse(relayed.message));
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
  relayRoute(smsGateway),
  relayRoute(httpSms),
  relayRoute(smsForwarder),
  relayRoute(incomingSmsGateway),
  relayRoute(twilio),
  relayRoute(mail),
];
