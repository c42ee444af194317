import { findKeyAndRequest } from '../../db/logins/assistance-requests.js';
import { defineRoute } from '../http/define-route.js';
import { handleSubmit, submitErrors, submitRoute } from './handle-submit.js';
import { answerBodySchema } from './wire-submission.js';

const answer = {
  ...submitRoute,
  summary: 'Answer the pending request, whatever its type',
  description:
    'A request of type `otp` takes `code` or `message`, a `choice` one of its options, a `question` a `text`; an `approval` is given in the bank’s app, and takes the option `instead` where it is offered. Responds as `/otp` does: an answer is accepted when the bank has shown its next page. Options that make the bank send a code count towards `max_codes_per_day`; once that is used up they are refused as `RATE_LIMITED` with `details.reason` `code_budget`.',
  body: answerBodySchema,
  errors: [...submitErrors, 'INVALID_OPTION'],
} as const;

export const answerRoutes = [
  defineRoute({
    ...answer,
    path: '/accounts/:accountId/answer',
    auth: 'user',
    handle: (call) => handleSubmit(call),
  }),
  defineRoute({
    ...answer,
    path: '/v1/accounts/:accountId/answer',
    auth: { scope: 'otp:write', findKey: findKeyAndRequest },
    handle: (call) => handleSubmit(call, call.found),
  }),
];
