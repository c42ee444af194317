import { useEffect, useEffectEvent } from 'react';

const stepOf: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1, n: 1, p: -1 };

/**
 * Arrow down and up go to the next and the previous prompt while the focus is in a prompt or in the list, and the keys
 * `n` and `p` anywhere but in a field.
 */
export function useQueueKeys(onStep: (step: 1 | -1) => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const step = stepOf[event.key];
    const at = event.target instanceof HTMLElement ? event.target : null;
    const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (step === undefined || isModified || event.defaultPrevented) return;
    const isHere = event.key.length === 1 ? at?.matches('input, textarea, select') !== true : isInQueue(at);
    if (!isHere) return;
    event.preventDefault();
    onStep(step);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listen, { capture: true });
    return () => document.removeEventListener('keydown', listen, { capture: true });
  }, []);
}

const isInQueue = (at: HTMLElement | null): boolean =>
  at !== null && at.closest('[data-prompt]') !== null && !at.matches('textarea, select');
