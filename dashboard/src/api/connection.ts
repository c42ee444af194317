import { useSyncExternalStore } from 'react';

/** Whether the last question got any answer: what the banner about a lost connection shows. */
let isReachable = true;
const listeners = new Set<() => void>();

export function noteReachable(answered: boolean): void {
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
