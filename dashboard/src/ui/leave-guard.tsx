import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { AroundNavHandler } from 'wouter';
import { useText } from '../i18n';
import { Button } from './button';
import { Dialog } from './dialog';

/** Asks before `leave` is called. Null if nothing is unsaved. */
let askBefore: ((leave: () => void) => void) | null = null;

/** The state of the history entry that Back leads away from. */
const guardState = 'unsaved changes';

/** For the router: navigation waits for the answer if there are unsaved changes. To switch tabs within the page is not to leave it. */
export const guardNavigation: AroundNavHandler = (navigate, to, options) => {
  if (askBefore === null) navigate(to, options);
  else if (options?.replace === true) navigate(to, { ...options, state: history.state as unknown });
  // In place of the guard's entry.
  else askBefore(() => navigate(to, { ...options, replace: true }));
};

/**
 * Asks before the user leaves a form with unsaved changes: by a link, with the browser's Back button, or by closing the
 * tab (the browser asks then). Returns the dialog. `changed`: the names of the changed fields.
 */
export function useLeaveGuard(changed: readonly string[]): ReactNode {
  const { config } = useText();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isDirty = changed.length > 0;
  /** Where Back leads from the guard's entry. It stays in the history when all is saved, and Back then passes it by. */
  const guarded = useRef(history.state === guardState ? location.href : null);
  const addGuardEntry = () => {
    if (guarded.current !== null) return;
    guarded.current = location.href;
    history.pushState(guardState, '', location.href);
  };
  const addWhenDirty = useEffectEvent(addGuardEntry);
  const handlePop = useEffectEvent(() => {
    const isBack = location.href === guarded.current && history.state !== guardState;
    guarded.current = history.state === guardState ? location.href : null;
    if (!isBack) return;
    if (isDirty) setLeave(() => () => history.back());
    else history.back();
  });
  useEffect(() => {
    const listen = () => handlePop();
    addEventListener('popstate', listen);
    return () => removeEventListener('popstate', listen);
  }, []);
  useEffect(() => {
    if (!isDirty) return;
    // Back cannot be prevented, so it leads from an entry of the guard to the same page.
    addWhenDirty();
    askBefore = (onLeave) => setLeave(() => onLeave);
    const askBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', askBeforeUnload);
    return () => {
      askBefore = null;
      removeEventListener('beforeunload', askBeforeUnload);
    };
  }, [isDirty]);

  const stay = () => {
    setLeave(null);
    addGuardEntry();
  };
  return (
    <Dialog
      isOpen={leave !== null}
      onClose={stay}
      title={config.leaveAsk}
      description={config.unsaved(changed.join(', '))}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={stay}>{config.stay}</Button>
        <Button
          look="danger"
          onClick={() => {
            setLeave(null);
            leave?.();
          }}
        >
          {config.leave}
        </Button>
      </div>
    </Dialog>
  );
}
