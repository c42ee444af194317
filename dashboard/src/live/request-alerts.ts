import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Account } from '../api/schemas';
import { useText } from '../i18n';
import { useFormat } from '../i18n/use-format';
import { supportsNotifications, isOn } from '../shell/preferences';
import { useBankMarks } from '../ui/use-bank-marks';
import { useRequestText } from '../ui/use-request-text';
import type { WaitingRequests } from './waiting-requests';

/**
 * Alerts a user who is looking elsewhere to a new request, by a browser notification and a sound if these are
 * switched on.
 */
export function useRequestAlerts({ waiting, isKnown }: WaitingRequests, accounts: readonly Account[]): void {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const markOf = useBankMarks();
  const [, go] = useLocation();
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    const fresh = waiting.filter(({ request }) => known.current?.has(request.id) !== true);
    // No alert for requests that were there when the page was opened.
    if (!isKnown) return;
    const isFirstLook = known.current === null;
    known.current = new Set(waiting.map(({ request }) => request.id));
    if (isFirstLook || fresh.length === 0 || document.hasFocus()) return;

    if (isOn('sound')) chime();
    if (!isOn('notify')) return;
    for (const { accountId, request } of fresh) {
      const account = accounts.find(({ id }) => id === accountId);
      if (account === undefined) continue;
      const title = text.alert.title(markOf(account.bank).name, say.wanted(request));
      const body = text.alert.body(account.name, format.time(request.expires_at));
      notify(title, { body, tag: request.id }, () => go(`/accounts/${accountId}/prompt`));
    }
  }, [waiting, isKnown, accounts, text, format, say, markOf, go]);
}

/** Chrome on Android has the constructor but throws when it is called, which must not break the page. */
function notify(title: string, options: NotificationOptions, open: () => void): void {
  if (!supportsNotifications() || Notification.permission !== 'granted') return;
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

/** Plays two soft tones. They are synthesized: a sound file would have to be loaded. */
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
