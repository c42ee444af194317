import type { Response } from 'express';
import type { Answer, Route } from './define-route.js';
import { sendEvents } from './send-events.js';

export async function sendAnswer(
  res: Response,
  route: Route,
  { status, body, headers = {} }: Answer,
): Promise<void> {
  res.status(status).set(headers);
  const kind = route.answers[status];
  if (kind === null || kind === undefined) res.end();
  else if (kind === 'html' || kind === 'text') res.type(kind).send(body);
  else if (kind === 'events')
    await sendEvents(res, body as AsyncIterable<string>); // so the route's type says
  else res.json(body);
}
