import type { z } from 'zod';
import { defineRoute } from '../http/define-route.js';
import type { KeyCaller } from '../access/caller.js';
import type { Api } from '../context/api.js';
import { ApiError } from '../access/api-error.js';
import { receiveMessage } from './receive-message.js';
import { httpSms, httpSmsSchema } from './relays/httpsms.js';
import { incomingSmsGateway, incomingSmsGatewaySchema } from './relays/incoming-sms-gateway.js';
import { mail, mailSchema } from './relays/mail.js';
import type { RelayApp } from '../access/relay-app.js';
import { smsForwarder, smsForwarderSchema } from './relays/sms-forwarder.js';
import { smsGateway, smsGatewaySchema } from './relays/sms-gateway.js';
import { twilio, twilioSchema } from './relays/twilio.js';
import {
  forwardedMessageSchema,
  type MessageBody,
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
  handle: async ({ api, caller, body }) => ({
    status: 202,
    body: toWireReceipt(await receiveMessage({ api, caller, body })),
  }),
});

const description =
  'Works like `POST /v1/messages`, but responds with success and the reason if the message matches no request: these apps retry every error, and a retry would not help.';

const forwarded = (
  format: string,
  { app, name, body }: { app: RelayApp; name: string; body: z.ZodType<MessageBody> },
) =>
  defineRoute({
    method: 'POST',
    path: `/v1/messages/${format}`,
    summary: `Forward a message in the format of ${name}`,
    description,
    auth: { scope: 'otp:write', app },
    limits: ['submit'],
    body,
    answers: { 202: forwardedMessageSchema },
    handle: async ({ api, caller, body: message }) => ({
      status: 202,
      body: await receiveForwarded(api, caller, message),
    }),
  });

const fromTwilio = defineRoute({
  method: 'POST',
  path: '/v1/messages/twilio',
  summary: 'Forward a message in the format of Twilio',
  description: `${description} The response has no body, as Twilio would send it to the bank as a reply.`,
  auth: { scope: 'otp:write', app: twilio },
  limits: ['submit'],
  body: twilioSchema,
  answers: { 204: null },
  handle: async ({ api, caller, body }) => {
    await receiveForwarded(api, caller, body);
    return { status: 204 };
  },
});

async function receiveForwarded(
  api: Api,
  caller: KeyCaller,
  message: MessageBody,
): Promise<z.input<typeof forwardedMessageSchema>> {
  try {
    return toWireReceipt(await receiveMessage({ api, caller, body: message }));
  } catch (error) {
    const reason = error instanceof ApiError && refusals.find((code) => code === error.code);
    if (!reason) throw error;
    return { submitted: false, held: false, reason };
  }
}

export const messageRoutes = [
  receive,
  forwarded('sms-gateway', { app: smsGateway, name: 'SMS Gateway for Android', body: smsGatewaySchema }),
  forwarded('httpsms', { app: httpSms, name: 'httpSMS', body: httpSmsSchema }),
  forwarded('smsforwarder', { app: smsForwarder, name: 'SmsForwarder', body: smsForwarderSchema }),
  forwarded('incoming-sms-gateway', {
    app: incomingSmsGateway,
    name: 'Android Incoming SMS Gateway',
    body: incomingSmsGatewaySchema,
  }),
  fromTwilio,
  forwarded('mail', { app: mail, name: 'Postmark or CloudMailin', body: mailSchema }),
];
