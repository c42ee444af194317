import { BellRing, BookOpen } from 'lucide-react';

/** Places that are less often needed: in the navigation at the side, and on a phone in the user menu. */
export const morePlaces = [
  { href: '/notifications', name: 'notifications', icon: BellRing },
  { href: '/reference', name: 'reference', icon: BookOpen },
] as const;
