import { useSyncExternalStore } from 'react';

/** Preferences of this browser: appearance and alerts. They are kept in localStorage; none is secret. */
export type Theme = 'system' | 'light' | 'dark';

const listeners = new Set<() => void>();

function write(name: string, value: string | null): void {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
  for (const listener of listeners) listener();
}

const useStored = (name: string): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(name),
  );

export function useTheme(): Theme {
  const stored = useStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Applies a theme now. theme.js applies the stored one on the next page load. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  write('theme', theme === 'system' ? null : theme);
}

export const useSwitch = (name: 'notify' | 'sound'): boolean => useStored(name) === 'on';
export const isOn = (name: 'notify' | 'sound'): boolean => localStorage.getItem(name) === 'on';

/** Safari on iPhones has notifications only for pages that are installed on the home screen. */
export const supportsNotifications = (): boolean => 'Notification' in window;

/** Switches a preference. Returns false if the browser does not permit notifications; they stay off then. */
export async function turn(name: 'notify' | 'sound', on: boolean): Promise<boolean> {
  if (name === 'notify' && on && (await Notification.requestPermission()) !== 'granted') return false;
  write(name, on ? 'on' : null);
  return true;
}

/** How the answer queue shows its prompts on a wide screen. */
export type AnswerLayout = 'one' | 'many';

export const useAnswerLayout = (): AnswerLayout => (useStored('answer-layout') === 'many' ? 'many' : 'one');

export const chooseAnswerLayout = (layout: AnswerLayout): void =>
  write('answer-layout', layout === 'many' ? layout : null);

/** The time zone of this browser. */
export const ownTimeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time zone in which all times are shown: that of the browser, or the chosen one. */
export const useTimeZone = (): string => useStored('time-zone') ?? ownTimeZone;

export const chooseTimeZone = (timeZone: string): void =>
  write('time-zone', timeZone === ownTimeZone ? null : timeZone);
