import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { errorCode } from '../../process/error-code.js';

/** A reader is told something far more often. */
const usualStuckAfterMs = 60_000;

/**
 * Sends as fast as the reader takes it: what it has not taken is not even read from the database. A reader that takes
 * nothing for `stuckAfterMs` is gone, or as good as gone, and is hung up on.
 */
export async function sendEvents(
  res: Response,
  events: AsyncIterable<string>,
  stuckAfterMs = usualStuckAfterMs,
): Promise<void> {
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

const isHangUp = (error: unknown): boolean => errorCode(error) === 'ERR_STREAM_PREMATURE_CLOSE';
