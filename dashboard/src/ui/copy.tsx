import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../i18n';
import { Button } from './button';

/** Copies a text and says so for two seconds. */
export function CopyButton({ value }: { value: string }) {
  const text = useText();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = () => {
    void navigator.clipboard.writeText(value).then(() => setIsCopied(true));
  };
  return (
    <Button size="small" onClick={copy}>
      {isCopied ? (
        <Check aria-hidden="true" className="size-4" />
      ) : (
        <Copy aria-hidden="true" className="size-4" />
      )}
      <span aria-live="polite">{isCopied ? text.common.copied : text.common.copy}</span>
    </Button>
  );
}

interface SnippetProps {
  value: string;
  label: string;
}

/** A piece of text to copy, in the face that programs are written in. */
export function Snippet({ value, label }: SnippetProps) {
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-sunken">
      <div className="flex items-center justify-between gap-3 border-b border-line py-1.5 pr-1.5 pl-4">
        <span className="truncate text-xs font-medium text-soft">{label}</span>
        <CopyButton value={value} />
      </div>
      <pre
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
