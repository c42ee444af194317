import { defineRoute } from '../http/define-route.js';
import { receiveMessage } from './receive-message.js';
import { messageBodySchema, refusals, receivedMessageSchema, toWireReceipt } from './wire-message.js';

const take = defineRoute({
  method: 'POST',
  path: '/v1/messages',
  summary: 'Hand over a message of a phone that gets the codes of many accounts',
  description:
    'It goes to the one pending request that it fits by sender, destination, time and the shape of its code. While a login is under way it is held for 30 s. The same text from the same sender again is the same message.',
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

export const messageRoutes = [take];
