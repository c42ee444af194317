import { useText } from '../i18n';
import { Dialog } from '../ui/dialog';

interface ShortcutHelpProps {
  onClose: () => void;
}

/** All keyboard shortcuts. */
export function ShortcutHelp({ onClose }: ShortcutHelpProps) {
  const { palette, shell, queue } = useText();
  const shortcuts: readonly (readonly [keys: string, what: string])[] = [
    ['⌘K · Ctrl+K', palette.open],
    ['/', palette.search],
    ['g a', shell.accounts],
    ['g q', queue.title],
    ['g o', shell.overview],
    ['g b', shell.banks],
    ['g k', shell.keys],
    ['g r', shell.relay],
    ['n · p', palette.steps],
    ['c', palette.copy],
    ['?', palette.help],
  ];
  return (
    <Dialog isOpen onClose={onClose} title={palette.help}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2 text-sm">
        {shortcuts.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-md border border-line bg-sunken px-2 py-0.5 font-mono text-xs whitespace-nowrap">
                {keys}
              </kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
