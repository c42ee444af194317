import { useSyncExternalStore } from 'react';
import { isOn } from '../shell/preferences';

/**
 * Browsers let a page play sounds only after a click or a key press on it, and an AudioContext that was made before stays
 * silent. So one is made at the first gesture and kept.
 */
let audio: AudioContext | null = null;
let isReady = false;
const listeners = new Set<() => void>();

/** To be called in a gesture. */
async function unlock(): Promise<void> {
  if (isReady) return;
  audio ??= new AudioContext();
  await audio.resume();
  isReady = true;
  for (const listener of listeners) listener();
}

const unlockIfOn = () => {
  if (isOn('sound')) void unlock();
};

for (const gesture of ['pointerdown', 'keydown'] as const)
  addEventListener(gesture, unlockIfOn, { capture: true });

/** Plays two soft tones. They are synthesized: a sound file would have to be loaded. Silent before the first gesture. */
export function chime(): void {
  if (audio === null) return;
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
}

/** Whether the browser lets this page play sounds already. */
export const useIsSoundReady = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isReady,
  );

/** Plays the tones, so that a person who switches them on hears them. To be called in a gesture. */
export const playTestSound = (): Promise<void> => unlock().then(chime);
