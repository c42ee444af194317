import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';

const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));
const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));

/** Where `g` and another key lead. */
const places: Readonly<Record<string, string>> = {
  a: '/',
  q: '/answer',
  o: '/overview',
  b: '/banks',
  k: '/keys',
  r: '/relay',
};

/** Two keys belong together if they are pressed within this time. */
const sequenceMs = 1_500;

/** The shortcuts of every page: ⌘K or Ctrl+K for the palette, `g` and a key for a page, `c` for an id, `?` for help. */
export function Shortcuts() {
  const [, go] = useLocation();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const goPressedAtMs = useRef(0);
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      setOpen(open === 'palette' ? null : 'palette');
      return;
    }
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (isTyping || event.metaKey || event.ctrlKey || event.altKey || open !== null) return;
    const isAfterGo = Date.now() - goPressedAtMs.current < sequenceMs;
    goPressedAtMs.current = event.key === 'g' ? Date.now() : 0;
    const place = isAfterGo ? places[event.key] : undefined;
    if (place !== undefined) go(place);
    else if (event.key === '?') setOpen('help');
    else if (event.key === 'c') document.querySelector<HTMLElement>('#main [data-copy-id]')?.click();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  const close = () => setOpen(null);
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <ShortcutHelp onClose={close} />}
    </Suspense>
  );
}
