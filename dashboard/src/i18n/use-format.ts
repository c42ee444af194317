import { useMemo } from 'react';
import { useLanguage, useText } from '.';

/** Times, durations and the API's words in the reader's language. */
export function useFormat() {
  const { language } = useLanguage();
  const text = useText();
  return useMemo(() => {
    const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
    const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    return {
      dateTime: (at: string) => dateTime.format(new Date(at)),
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
        const seconds = ms / 1000;
        if (seconds < 10) return `${seconds.toLocaleString(language, { maximumFractionDigits: 1 })} s`;
        if (seconds < 60) return `${Math.round(seconds)} s`;
        if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
        return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
      },
      percent: (share: number) =>
        share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 }),
      /** A word of the API, as people say it; one that the catalogue lacks is shown as it is. */
      word: (group: keyof typeof text.words, word: string): string => {
        const known: Readonly<Record<string, string>> = text.words[group];
        return known[word] ?? word.replaceAll('_', ' ').replaceAll('.', ' ');
      },
    };
  }, [language, text]);
}

/** `2:05`, as a countdown shows it. */
export function minutesAndSeconds(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
