import { useSyncExternalStore } from 'react';

/** As wide as `lg` of Tailwind: the width from which two prompts fit side by side. */
const wide = matchMedia('(min-width: 64rem)');

export const useIsWide = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      wide.addEventListener('change', listener);
      return () => wide.removeEventListener('change', listener);
    },
    () => wide.matches,
  );
