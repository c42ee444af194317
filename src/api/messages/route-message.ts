import { codeInMessage } from '../../assistance/message/code-in-message.js';
import type { AnswerableRequest } from '../../db/logins/message-routing.js';
import { matchesDestination } from './matches-destination.js';
import { matchesSender } from './matches-sender.js';

export interface IncomingMessage {
  text: string;
  from: string | undefined;
  to: string | undefined;
  sentAt: Date;
}

export type Route =
  | { is: 'fits'; request: AnswerableRequest }
  | { is: 'several'; requests: AnswerableRequest[] }
  /** Nothing about it speaks against a request but that it holds no code of that shape, or more than one. */
  | { is: 'no_code'; found: 'none' | 'several' }
  | { is: 'nothing' };

/** Phones and banks have clocks of their own. */
const clockSkewMs = 60_000;

/** The one request that a message fits by sender, destination, time and the shape of its code. */
export function routeMessage(message: IncomingMessage, requests: readonly AnswerableRequest[]): Route {
  const possible = requests.filter(
    ({ sms_senders: senders, descriptor, requested_at: requestedAt }) =>
      message.sentAt.getTime() >= requestedAt.getTime() - clockSkewMs &&
      matchesSender(message.from, senders) &&
      matchesDestination(message.to, descriptor.destination),
  );
  const read = possible.map((request) => ({
    request,
    found: codeInMessage(message.text, request.descriptor).found,
  }));
  const fitting = read.flatMap(({ request, found }) => (found === 'one' ? [request] : []));
  const [request] = fitting;
  if (request) return fitting.length === 1 ? { is: 'fits', request } : { is: 'several', requests: fitting };
  if (read.length === 0) return { is: 'nothing' };
  return { is: 'no_code', found: read.some(({ found }) => found === 'several') ? 'several' : 'none' };
}
