import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';

/** What a page that shows several prompts decides for each of them. */
export interface PromptHost {
  /** Whether the keyboard belongs to this prompt. */
  isActive: boolean;
  /** A text that was pasted into the page and fits this prompt; a new object for each paste. */
  pasted: { text: string } | null;
  onPasteTaken: () => void;
}

/** Null where a prompt has the page to itself. */
export const PromptHostContext = createContext<PromptHost | null>(null);

export const usePromptHost = (): PromptHost | null => useContext(PromptHostContext);

/**
 * The field of a prompt. It gets the focus when its request appears or becomes active, unless the user is at another
 * element of the same prompt. `focus` gives it the focus again, unless the user has gone on to another prompt.
 */
export function usePromptField(requestId: string): {
  field: RefObject<HTMLInputElement | null>;
  focus: () => void;
} {
  const isActive = usePromptHost()?.isActive ?? true;
  const field = useRef<HTMLInputElement>(null);
  const isActiveNow = useRef(isActive);
  useEffect(() => {
    isActiveNow.current = isActive;
    // The heading of a new prompt may have the focus.
    const control = document.activeElement?.closest('a, button, input');
    const prompt = field.current?.closest('[data-prompt]');
    const isAtControl = prompt && control && prompt.contains(control);
    if (isActive && isAtControl !== true) focusField(field.current);
  }, [requestId, isActive]);
  return {
    field,
    focus: () => {
      if (isActiveNow.current) focusField(field.current);
    },
  };
}

/** Beside a picture, it is the picture that is scrolled into view: it is read before the code is typed. */
function focusField(field: HTMLInputElement | null): void {
  const picture = field?.closest('[data-code-entry]')?.querySelector('figure');
  field?.focus({ preventScroll: Boolean(picture) });
  picture?.scrollIntoView({ block: 'nearest' });
}
