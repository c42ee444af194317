import { useSyncExternalStore } from 'react';

/** Choices that belong to this browser: how it looks and how it calls. Nothing secret. */
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

/** theme.js applies the stored theme on the next load; this one applies it now. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  write('theme', theme === 'system' ? null : theme);
}

export const useSwitch = (name: 'notify' | 'sound'): boolean => useStored(name) === 'on';
export const isOn = (name: 'notify' | 'sound'): boolean => localStorage.getItem(name) === 'on';

/** Safari on iPhones shows notifications to installed pages only. */
export const canNotify = (): boolean => 'Notification' in window;

/** Notifications are on only when the browser lets us show them; false when it does not. */
export async function turn(name: 'notify' | 'sound', on: boolean): Promise<boolean> {
  if (name === 'notify' && on && (await Notification.requestPermission()) !== 'granted') return false;
  write(name, on ? 'on' : null);
  return true;
}
