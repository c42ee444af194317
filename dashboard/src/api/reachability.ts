import { useSyncExternalStore } from 'react';

/** Whether the last request got a response. The notice about a lost connection shows it. */
let isReachable = true;
const listeners = new Set<() => void>();

export function setReachable(answered: boolean): void {
  if (answered === isReachable) return;
  isReachable = answered;
  for (const listener of listeners) listener();
}

export const useIsReachable = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isReachable,
  );
