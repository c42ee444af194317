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
import { forwardedMessageSchema, type MessageBody, refusals, toWireReceipt } from './wire-message.js';

const description =
  'Taken as `POST /v1/messages` takes it. A message that answers nothing is a success too, with the reason: apps try again what was refused, and it would not get better.';

/** A route for messages in the words of an app. */
const forwarded = (
  format: string,
  { app, name, body }: { app: RelayApp; name: string; body: z.ZodType<MessageBody> },
) =>
  defineRoute({
    method: 'POST',
    path: `/v1/messages/${format}`,
    summary: `Hand over a message as ${name} sends it`,
    description,
    auth: { scope: 'otp:write', app },
    limits: ['submit'],
    body,
    answers: { 202: forwardedMessageSchema },
    handle: async ({ api, caller, body: message }) => ({
      status: 202,
      body: await take(api, caller, message),
    }),
  });

const fromTwilio = defineRoute({
  method: 'POST',
  path: '/v1/messages/twilio',
  summary: 'Hand over a message as Twilio sends it',
  description: `${description} Nothing is answered, for Twilio would send it to the bank.`,
  auth: { scope: 'otp:write', app: twilio },
  limits: ['submit'],
  body: twilioSchema,
  answers: { 204: null },
  handle: async ({ api, caller, body }) => {
    await take(api, caller, body);
    return { status: 204 };
  },
});

async function take(
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

export const relayedMessageRoutes = [
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
