import { useEffect, useEffectEvent, useState } from 'react';
import type { Queue } from './queue';

/** What became of the last paste. `which`: it fits several prompts, and the user is asked. */
export type Paste =
  | { is: 'none' }
  | { is: 'fits-none' }
  | { is: 'given'; accountId: string; text: string; isTaken: boolean }
  | { is: 'which'; accountIds: readonly string[]; text: string };

interface QueuePasteOptions {
  queue: Queue;
  /** The names by which a message may say which login it is for. */
  namesOf: (accountId: string) => readonly string[];
  onGive: (accountId: string) => void;
}

/**
 * Takes what is pasted anywhere on the page, and gives it to the prompt that it fits. A code goes to the prompt that has
 * the focus if it fits that one, as if it were typed; anything else that fits several prompts is given to none before
 * the user has chosen.
 */
export function useQueuePaste({ queue, namesOf, onGive }: QueuePasteOptions) {
  const [paste, setPaste] = useState<Paste>({ is: 'none' });
  const give = (accountId: string, text: string) => {
    setPaste({ is: 'given', accountId, text, isTaken: false });
    onGive(accountId);
  };
  const likeliestFirst = (accountIds: readonly string[], text: string) => {
    const isNamed = (id: string) =>
      namesOf(id).some((name) => text.toLowerCase().includes(name.toLowerCase()));
    const rank = (id: string) => (isNamed(id) ? 0 : 2) + (id === queue.activeId ? 0 : 1);
    return [...accountIds].sort((a, b) => rank(a) - rank(b));
  };
  const handle = useEffectEvent(async (text: string, focusedId: string | null) => {
    // The reader of messages is large, and only needed here.
    const { fittingPrompts } = await import('./fitting-prompts');
    const { prompts, isCode } = fittingPrompts(text, queue.waiting);
    const accountIds = prompts.map(({ accountId }) => accountId);
    const [only] = accountIds;
    if (only === undefined) setPaste({ is: 'fits-none' });
    else if (isCode && focusedId !== null && accountIds.includes(focusedId)) give(focusedId, text);
    else if (accountIds.length === 1) give(only, text);
    else setPaste({ is: 'which', accountIds: likeliestFirst(accountIds, text), text });
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      const at = event.target instanceof Element ? event.target : null;
      const isOtherField =
        at?.matches('input, textarea') === true && at.closest('[data-code-entry]') === null;
      if (isOtherField) return;
      event.preventDefault();
      event.stopPropagation();
      const focused = at?.closest<HTMLElement>('[data-code-entry]')?.closest<HTMLElement>('[data-prompt]');
      void handle(event.clipboardData?.getData('text') ?? '', focused?.dataset['prompt'] ?? null);
    };
    document.addEventListener('paste', listen, { capture: true });
    return () => document.removeEventListener('paste', listen, { capture: true });
  }, []);

  return {
    paste,
    give,
    close: () => setPaste({ is: 'none' }),
    taken: () => setPaste((last) => (last.is === 'given' ? { ...last, isTaken: true } : last)),
  };
}
