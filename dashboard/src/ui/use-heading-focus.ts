import { type RefObject, useEffect, useRef } from 'react';

/** After a page load, the focus stays where the browser puts it, so that Tab reaches the skip link first. */
let isFirst = true;

/**
 * Returns a ref for the heading of new content. If the focused element was removed with the old content, the heading
 * receives the focus; otherwise the focus stays where it is.
 */
export function useHeadingFocus<T extends HTMLElement>(): RefObject<T | null> {
  const heading = useRef<T>(null);
  useEffect(() => {
    if (!isFirst && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return heading;
}
