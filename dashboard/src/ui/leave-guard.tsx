import { type ReactNode, useEffect, useState } from 'react';
import { useLocation, useRouter } from 'wouter';
import { useText } from '../i18n';
import { Button } from './button';
import { Dialog } from './dialog';

/**
 * Asks before a link leads away from a form with unsaved changes, and has the browser ask before the tab is closed.
 * Returns the dialog. `changed`: the names of the changed fields.
 */
export function useLeaveGuard(changed: readonly string[]): ReactNode {
  const { config } = useText();
  const { base } = useRouter();
  const [, go] = useLocation();
  const [target, setTarget] = useState<string | null>(null);
  const isDirty = changed.length > 0;
  useEffect(() => {
    if (!isDirty) return;
    const askBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const askBeforeLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (link === null || link.target === '_blank' || !isPlain) return;
      const { pathname, search, hash } = new URL(link.href);
      if (!pathname.startsWith(`${base}/`) || hash !== '') return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(pathname.slice(base.length) + search);
    };
    addEventListener('beforeunload', askBeforeUnload);
    document.addEventListener('click', askBeforeLink, { capture: true });
    return () => {
      removeEventListener('beforeunload', askBeforeUnload);
      document.removeEventListener('click', askBeforeLink, { capture: true });
    };
  }, [isDirty, base]);

  return (
    <Dialog
      isOpen={target !== null}
      onClose={() => setTarget(null)}
      title={config.leaveAsk}
      description={config.unsaved(changed.join(', '))}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => setTarget(null)}>{config.stay}</Button>
        <Button look="danger" onClick={() => go(target ?? '/')}>
          {config.leave}
        </Button>
      </div>
    </Dialog>
  );
}
