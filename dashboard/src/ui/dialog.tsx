import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** For content that cannot be shown again: neither Escape nor a click outside closes the dialog. */
  isClosedByButtonOnly?: boolean;
  children: ReactNode;
}

/** A modal dialog. It traps the keyboard focus, and Escape closes it. */
export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  isClosedByButtonOnly = false,
  children,
}: DialogProps) {
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open && !isClosedByButtonOnly) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[calc(100dvh-2rem)] max-w-lg -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink shadow-2xl transition-[opacity,transform] data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0">
          <Base.Title className="text-lg font-semibold tracking-tight">{title}</Base.Title>
          {description !== undefined && (
            <Base.Description className="mt-1 text-sm text-soft">{description}</Base.Description>
          )}
          <div className="mt-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
