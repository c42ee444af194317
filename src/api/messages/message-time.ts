/** Which time of a message counts: the one that it came with, or the moment at which it arrived here. */
export type TimeSource = 'given' | 'arrival';

/** A date and a time of day with an offset. Android writes the offset with or without a colon. */
const withOffset = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})$/i;
const unixSeconds = /^\d{9,10}$/;
const unixMs = /^\d{12,14}$/;

/**
 * The time that an app wrote: ISO 8601 with offset, or Unix time in seconds or milliseconds, as a number or as text.
 * Undefined if there is none or it cannot be read; a time without an offset could be any of 26 hours.
 */
export function readTime(written: unknown): Date | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const text = String(written).trim();
  if (unixSeconds.test(text)) return new Date(Number(text) * 1_000);
  if (unixMs.test(text)) return new Date(Number(text));
  const [, date = '', time = '', offset = ''] = withOffset.exec(text) ?? [];
  const read = new Date(`${date}T${time}${offset.replace(/(\d{2}):?(\d{2})$/, '$1:$2').toUpperCase()}`);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

const firstTimeMs = Date.UTC(2000, 0);
const maxAheadMs = 5 * 60_000;

const halfHourMs = 30 * 60_000;
const zoneToleranceMs = 30_000;

/**
 * Whether `time` is a whole number of half hours, at least one, before `reference`, within 30 s: probably the same moment
 * by a clock that is set to another time zone.
 */
export function isInOtherTimeZone(time: Date, reference: Date): boolean {
  const behindMs = reference.getTime() - time.getTime();
  const halfHours = Math.round(behindMs / halfHourMs);
  return halfHours >= 1 && Math.abs(behindMs - halfHours * halfHourMs) <= zoneToleranceMs;
}

/**
 * When a message was sent, as far as its own time can be relied on. The clocks of phones and SMS centres are off by hours,
 * stand at 1970 or are ahead: such a time counts as unknown, and the moment of arrival is used.
 */
export function timeOfMessage(given: Date | undefined, now: Date): { sentAt: Date; time: TimeSource } {
  const isUsable =
    given !== undefined &&
    given.getTime() >= firstTimeMs &&
    given.getTime() <= now.getTime() + maxAheadMs &&
    !isInOtherTimeZone(given, now);
  // A time that is a little ahead comes from a phone whose clock is fast.
  if (isUsable) return { sentAt: given < now ? given : now, time: 'given' };
  return { sentAt: now, time: 'arrival' };
}
