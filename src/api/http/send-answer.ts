import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Answer, Route } from '../define-route.js';

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

/** A reader that takes nothing for so long is gone, or as good as gone; it is told something far more often. */
const stuckAfterMs = 60_000;

/** Sends as fast as the reader takes it: what it has not taken is not even read from the database. */
async function sendEvents(res: Response, events: AsyncIterable<string>): Promise<void> {
  // Not by `set`, which adds a character set: this one is always UTF-8.
  res.setHeader('Content-Type', 'text/event-stream');
  res.setHeader('X-Accel-Buffering', 'no'); // nginx would hold events back
  if (res.req.method === 'HEAD') {
    res.end();
    return;
  }
  res.setTimeout(stuckAfterMs, () => res.destroy());
  try {
    await pipeline(Readable.from(events), res);
  } catch (error) {
    // Whoever hangs up ends the stream in the only way there is.
    if (!isHangUp(error)) throw error;
  }
}

const isHangUp = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
