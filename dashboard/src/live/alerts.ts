import { supportsNotifications } from '../shell/preferences';

/** Chrome on Android has the constructor but throws when it is called, which must not break the page. */
export function notify(title: string, options: NotificationOptions, open: () => void): void {
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
export function chime(): void {
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
