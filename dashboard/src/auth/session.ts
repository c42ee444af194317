import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';
import { userSchema } from '../api/schemas';

/**
 * The session token is kept in memory and in this tab's sessionStorage, which survives a reload and ends with the tab.
 * It is not in localStorage, where it would stay on the disk for its twelve hours, nor in a cookie, which other sites
 * could make the browser send. A new tab, opened from a notification for example, gets the session from another open
 * tab over a BroadcastChannel, which only pages of this origin can read.
 */
const sessionSchema = z.object({ token: z.string(), user: userSchema });
export type Session = z.infer<typeof sessionSchema>;

const wordSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('who-is-signed-in') }),
  z.object({ say: z.literal('signed-in'), session: sessionSchema }),
  z.object({ say: z.literal('signed-out'), token: z.string() }),
]);
type Word = z.infer<typeof wordSchema>;

const storageKey = 'session';
const channel = new BroadcastChannel('assisted-login-session');
const listeners = new Set<() => void>();
let session: Session | null = readStored();

channel.onmessage = ({ data }: MessageEvent<unknown>) => {
  const word = wordSchema.safeParse(data);
  if (!word.success) return;
  switch (word.data.say) {
    case 'who-is-signed-in':
      if (session !== null) say({ say: 'signed-in', session });
      return;
    case 'signed-in':
      if (session === null) keep(word.data.session);
      return;
    case 'signed-out':
      if (session?.token === word.data.token) keep(null);
  }
};

const say = (word: Word): void => channel.postMessage(word);

function keep(next: Session | null): void {
  session = next;
  if (next === null) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function readStored(): Session | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    const parsed = sessionSchema.safeParse(stored);
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON, so not written by this page
  }
}

/** How long a new tab waits for an answer of another tab before it shows the sign-in page. */
const askOtherTabsMs = 150;

/**
 * Takes over the session of another tab that is signed in, if there is one. Resolves after at most 150 ms.
 */
export async function adoptSessionOfOtherTab(): Promise<void> {
  if (session !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, askOtherTabsMs);
    listeners.add(function heard() {
      listeners.delete(heard);
      clearTimeout(timer);
      resolve();
    });
    say({ say: 'who-is-signed-in' });
  });
}

export const sessionToken = (): string | null => session?.token ?? null;

export function startSession(next: Session): void {
  isOver = false;
  keep(next);
  say({ say: 'signed-in', session: next });
}

let isOver = false;

/** Whether the last session was ended by the server, by expiry for example, and not by signing out. */
export const hasSessionExpired = (): boolean => isOver;

/** Records that the server no longer accepts this token. */
export function endSession(token: string): void {
  isOver ||= session?.token === token;
  forgetSession(token);
}

/** Removes the session with this token from every tab. */
export function forgetSession(token: string): void {
  if (session?.token !== token) return;
  keep(null);
  say({ say: 'signed-out', token });
}

export const useSession = (): Session | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
