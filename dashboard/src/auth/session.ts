import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';
import { userSchema } from '../api/schemas';

/**
 * Where the session token lives: in this tab's memory and its sessionStorage, which survives a reload and ends with
 * the tab. Never in localStorage, which would leave a working token on the disk for twelve hours, and never in a
 * cookie, which other sites could make the browser send. A tab opened from a notification asks the tabs that are
 * already signed in; they answer over a channel that only this origin hears.
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
    return null; // Not JSON: somebody else's value.
  }
}

/** How long a new tab waits for another one to speak up before it shows the sign-in page. */
const askOtherTabsMs = 150;

/** Gives a new tab the session of a tab that is signed in, if there is one. */
export async function borrowSession(): Promise<void> {
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

export function keepSession(next: Session): void {
  isOver = false;
  keep(next);
  say({ say: 'signed-in', session: next });
}

let isOver = false;

/** Whether the server has ended the session that was here, rather than the person. */
export const wasEndedByServer = (): boolean => isOver;

/** The server does not take this token any more. */
export function noteEnded(token: string): void {
  isOver ||= session?.token === token;
  forgetSession(token);
}

/** Forgets the session of this token, in every tab. */
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
