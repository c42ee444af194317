import { type RefObject, useEffect, useRef } from 'react';

/** After a page load, the focus stays where the browser puts it, so that Tab reaches the skip link first. */
let isFirst = true;

/**
 * Returns a ref for the heading of new content. If the focused element was removed with the old content, or is the link
 * of the menu that led to it, the heading receives the focus, and a screen reader reads it; otherwise the focus stays
 * where it is.
 */
export function useHeadingFocus<T extends HTMLElement>(): RefObject<T | null> {
  const heading = useRef<T>(null);
  useEffect(() => {
    const { activeElement } = document;
    const isLeft = activeElement === document.body || activeElement?.matches('a[aria-current=page]') === true;
    if (!isFirst && isLeft) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  return heading;
}
