import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../i18n';
import { Button } from './button';

interface SnippetProps {
  value: string;
  label: string;
  /** Whether the copy button is focused when the snippet appears. */
  takesFocus?: boolean;
}

/** A piece of code with a button that copies it. */
export function Snippet({ value, label, takesFocus = false }: SnippetProps) {
  const text = useText();
  const [done, setDone] = useState<'copied' | 'selected' | null>(null);
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), 2_000);
    return () => clearTimeout(timer);
  }, [done]);

  // The clipboard API is missing over plain http and may be forbidden. Then the text is selected, ready for Ctrl+C.
  const select = () => {
    if (shown.current) getSelection()?.selectAllChildren(shown.current);
    setDone('selected');
  };
  const copy = () => {
    if ('clipboard' in navigator) navigator.clipboard.writeText(value).then(() => setDone('copied'), select);
    else select();
  };
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-sunken">
      <div className="flex items-center justify-between gap-3 border-b border-line py-1.5 pr-1.5 pl-4">
        <span className="truncate text-xs font-medium text-soft">{label}</span>
        <Button size="small" onClick={copy} autoFocus={takesFocus}>
          {done === 'copied' ? (
            <Check aria-hidden="true" className="size-4" />
          ) : (
            <Copy aria-hidden="true" className="size-4" />
          )}
          <span aria-live="polite">{text.common[done ?? 'copy']}</span>
        </Button>
      </div>
      <pre
        ref={shown}
        tabIndex={0}
        aria-label={label}
        role="region"
        className="overflow-x-auto p-4 font-mono text-[0.8125rem] leading-relaxed"
      >
        {value}
      </pre>
    </div>
  );
}
