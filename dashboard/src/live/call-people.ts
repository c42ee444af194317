import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Account } from '../api/schemas';
import { useText } from '../i18n';
import { canNotify, isOn } from '../shell/preferences';
import type { WaitingRequests } from './waiting';

/** Calls whoever is away from the page when a new request waits: by a notification and a sound, if they were asked for. */
export function useCallPeople({ waiting, isKnown }: WaitingRequests, accounts: readonly Account[]): void {
  const text = useText();
  const [, go] = useLocation();
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    const fresh = waiting.filter(({ request }) => known.current?.has(request.id) !== true);
    // What waited already when the page was opened is on the page.
    if (!isKnown) return;
    const isFirstLook = known.current === null;
    known.current = new Set(waiting.map(({ request }) => request.id));
    if (isFirstLook || fresh.length === 0 || document.hasFocus()) return;

    if (isOn('sound')) chime();
    if (!isOn('notify')) return;
    for (const { accountId, request } of fresh) {
      const name = accounts.find(({ id }) => id === accountId)?.name ?? '';
      notify(text.call.title(name), { body: text.call.body, tag: request.id }, () =>
        go(`/accounts/${accountId}/prompt`),
      );
    }
  }, [waiting, isKnown, accounts, text, go]);
}

/** Chrome on Android has the constructor, and throws when it is called: the page is not to break by that. */
function notify(title: string, options: NotificationOptions, open: () => void): void {
  if (!canNotify() || Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(title, { ...options, icon: '/app/favicon.svg' });
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  } catch (error) {
    console.info('this browser shows no notifications', error);
  }
}

/** Two soft tones, made here: a sound file would be one more thing to load. */
function chime(): void {
  const audio = new AudioContext();
  for (const [index, hertz] of [660, 880].entries()) {
    const at = audio.currentTime + index * 0.16;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
  setTimeout(() => void audio.close(), 1_000);
}
