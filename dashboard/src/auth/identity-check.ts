import { useSyncExternalStore } from 'react';

/** The question for the password that is open, if the server refused a request for want of it. */
export interface IdentityCheck {
  /** Whether the password was entered; the request is then sent again. */
  settle: (isConfirmed: boolean) => void;
}

let open: IdentityCheck | null = null;
let answer: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

function set(next: IdentityCheck | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Asks for the password in a dialog. Resolves to false if the user cancels. Requests that wait share one dialog. */
export function askForPassword(): Promise<boolean> {
  answer ??= new Promise<boolean>((resolve) => {
    set({
      settle: (isConfirmed) => {
        answer = null;
        set(null);
        resolve(isConfirmed);
      },
    });
  });
  return answer;
}

export const useIdentityCheck = (): IdentityCheck | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
