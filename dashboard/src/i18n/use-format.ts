import { useTimeZone } from '../shell/preferences';
import { type Language, useLanguage, useText } from '.';
import type { Messages } from './messages';

/** Formats times, durations and values of the API in the user's language. */
export function useFormat() {
  const { language } = useLanguage();
  const text = useText();
  const timeZone = useTimeZone();
  const key = `${language} ${timeZone}`;
  const format = formats.get(key) ?? createFormat(language, text, timeZone);
  formats.set(key, format);
  return format;
}

/**
 * By language and time zone, for all components: a list of accounts uses more than a hundred formats, and a formatter of
 * the browser takes longer to create than a row to draw.
 */
const formats = new Map<string, ReturnType<typeof createFormat>>();

interface Attempt {
  status: number | null;
  error: string | null;
  duration_ms: number;
}

function createFormat(language: Language, text: Messages, timeZone: string) {
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
  // The server names days by their date only.
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const duration = (ms: number) => {
    if (ms < 9_950) return `${decimal.format(ms / 1000)} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    const minutes = Math.round(seconds / 60);
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  };
  /** The text for a value of the API. A value that the catalog does not have is shown as it is. */
  const word = (group: keyof typeof text.words, value: string): string => {
    const known: Readonly<Record<string, string>> = text.words[group];
    return known[value] ?? value.replaceAll('_', ' ').replaceAll('.', ' ');
  };
  return {
    dateTime: (at: string) => dateTime.format(new Date(at)),
    /** With seconds. */
    exact: (at: string) => exact.format(new Date(at)),
    time: (at: string) => time.format(new Date(at)),
    clock: (at: string) => clock.format(new Date(at)),
    day: (at: string) => day.format(new Date(at)),
    ago: (at: string, nowMs: number) => {
      const seconds = Math.round((Date.parse(at) - nowMs) / 1000);
      const size = Math.abs(seconds);
      if (size < 60) return relative.format(Math.min(seconds, 0), 'second');
      if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
      if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
      return relative.format(Math.round(seconds / 86_400), 'day');
    },
    duration,
    percent: (share: number) =>
      share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 }),
    word,
    /** The result of an attempt to send a notification, and how long it took. */
    attempt: ({ status, error, duration_ms: ms }: Attempt): string =>
      text.deliveries.took(
        status === null ? word('deliveryError', error ?? '') : `HTTP ${status}`,
        ms < 1000 ? `${ms} ms` : duration(ms),
      ),
  };
}

/** A countdown such as `2:05`. */
export function minutesAndSeconds(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
