import { type RefObject, useEffect, useRef } from 'react';

/** A page that was just loaded leaves the focus where the browser begins: at the way to skip to the content. */
let isFirst = true;

/**
 * For the heading of what has come in place of something else: it takes the keyboard's focus when that was lost with
 * what is gone. Nobody's focus is taken away.
 */
export function useFocusFrom<T extends HTMLElement>(): RefObject<T | null> {
  const heading = useRef<T>(null);
  useEffect(() => {
    if (!isFirst && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return heading;
}
