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

function createFormat(language: Language, text: Messages, timeZone: string) {
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
  // The server names days by their date only.
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
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
    duration: (ms: number) => {
      if (ms < 9_950) return `${(ms / 1000).toLocaleString(language, { maximumFractionDigits: 1 })} s`;
      const seconds = Math.round(ms / 1000);
      if (seconds < 60) return `${seconds} s`;
      if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
      const minutes = Math.round(seconds / 60);
      return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    },
    percent: (share: number) =>
      share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 }),
    /** The text for a value of the API. A value that the catalog does not have is shown as it is. */
    word: (group: keyof typeof text.words, word: string): string => {
      const known: Readonly<Record<string, string>> = text.words[group];
      return known[word] ?? word.replaceAll('_', ' ').replaceAll('.', ' ');
    },
  };
}

/** A countdown such as `2:05`. */
export function minutesAndSeconds(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
