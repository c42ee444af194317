import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';
import { userSchema } from '../api/schemas';

/**
 * The token of the session is in a cookie that no script can read; the browser sends it. What the page knows is that there
 * is a session, and whose. It keeps that in localStorage, so that all tabs, and those opened later, show the same. The
 * server has the last word: a request that it refuses ends the session here.
 */
const sessionSchema = z.object({ user: userSchema });
export type Session = z.infer<typeof sessionSchema>;

const storageKey = 'session';
const listeners = new Set<() => void>();
let session: Session | null = readStored();

// Another tab has signed in or out.
addEventListener('storage', ({ key }) => {
  if (key === storageKey || key === null) set(readStored());
});

function set(next: Session | null): void {
  session = next;
  for (const listener of listeners) listener();
}

function readStored(): Session | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    const parsed = sessionSchema.safeParse(stored);
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON, so not written by this page
  }
}

export const currentSession = (): Session | null => session;

export function startSession(next: Session): void {
  isOver = false;
  localStorage.setItem(storageKey, JSON.stringify(next));
  set(next);
}

let isOver = false;

/** Whether the last session was ended by the server, by expiry for example, and not by signing out. */
export const hasSessionExpired = (): boolean => isOver;

/** Records that the server refused a request of this session. Does nothing if another one has begun meanwhile. */
export function endSession(refused: Session): void {
  if (session !== refused) return;
  isOver = true;
  forgetSession();
}

/** Forgets the session in every tab. */
export function forgetSession(): void {
  localStorage.removeItem(storageKey);
  set(null);
}

export const useSession = (): Session | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
