import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../i18n';
import { Button } from './button';

/** Copies an id, as the API takes it. Over plain http, where nothing can be copied, the id is shown instead. */
export function CopyId({ id }: { id: string }) {
  const text = useText();
  const [done, setDone] = useState<'copied' | 'shown' | null>(null);
  const copy = () => {
    if ('clipboard' in navigator)
      navigator.clipboard.writeText(id).then(
        () => setDone('copied'),
        () => setDone('shown'),
      );
    else setDone('shown');
  };
  return (
    <Button size="small" look="quiet" title={id} data-copy-id onClick={copy} onBlur={() => setDone(null)}>
      {done === 'copied' ? (
        <Check aria-hidden="true" className="size-3.5" />
      ) : (
        <Copy aria-hidden="true" className="size-3.5" />
      )}
      <span aria-live="polite">
        {done === 'copied' ? text.common.copied : done === 'shown' ? id : text.common.copyId}
      </span>
    </Button>
  );
}
