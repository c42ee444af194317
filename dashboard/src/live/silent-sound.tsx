import { VolumeX } from 'lucide-react';
import { useText } from '../i18n';
import { useSwitch } from '../shell/preferences';
import { useIsSoundReady } from './sound';

/** Says that the browser keeps the page silent until it is clicked, as after a reload. Any click removes it. */
export function SilentSound() {
  const { alert: words } = useText();
  const isOn = useSwitch('sound');
  const isReady = useIsSoundReady();
  if (!isOn || isReady) return null;
  return (
    <p
      role="status"
      className="pointer-events-none fixed bottom-[calc(5rem+env(safe-area-inset-bottom))] left-4 z-20 flex max-w-[calc(100vw-2rem)] items-center gap-2 rounded-lg border border-line bg-surface px-3 py-1.5 text-sm text-soft shadow-lg lg:bottom-4 lg:left-auto lg:right-4"
    >
      <VolumeX aria-hidden="true" className="size-4 shrink-0" /> {words.silent}
    </p>
  );
}
