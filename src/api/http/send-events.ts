import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { errorCode } from '../../process/error-code.js';

/** Streams send at least a comment every 10 s (follow-events.ts), so a working connection makes progress. */
const defaultStallTimeoutMs = 60_000;

/**
 * Sends a stream of server-sent events, with backpressure: the next events are generated only when the client has read
 * the previous ones. Closes the connection of a client that reads nothing for `stallTimeoutMs`. Resolves when the
 * stream ends or the client disconnects.
 */
export async function sendEvents(
  res: Response,
  events: AsyncIterable<string>,
  stallTimeoutMs = defaultStallTimeoutMs,
): Promise<void> {
  // `res.set` would add a charset; event streams are always UTF-8.
  res.setHeader('Content-Type', 'text/event-stream');
  res.setHeader('X-Accel-Buffering', 'no'); // otherwise nginx delays events
  if (res.req.method === 'HEAD') {
    res.end();
    return;
  }
  res.setTimeout(stallTimeoutMs, () => res.destroy());
  try {
    await pipeline(Readable.from(events), res);
  } catch (error) {
    // Disconnecting is how clients end a stream.
    if (!isDisconnect(error)) throw error;
  }
}

const isDisconnect = (error: unknown): boolean => errorCode(error) === 'ERR_STREAM_PREMATURE_CLOSE';
