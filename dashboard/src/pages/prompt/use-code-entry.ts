import { useEffect, useRef, useState } from 'react';
import { type Attempt, useSubmitCode, type Verdict } from '../../api/otp';
import type { AssistanceRequest } from '../../api/schemas';
import { readPasted } from './pasted-text';

/** What is being typed for one request, and what became of it. */
export function useCodeEntry(accountId: string, request: AssistanceRequest) {
  const [code, setCode] = useState('');
  const firstRef = useRef<HTMLInputElement>(null);
  const submitting = useSubmitCode(accountId);
  const isTrying = submitting.isPending;

  const tryIt = (attempt: Attempt) => {
    if (isTrying) return;
    submitting.mutate(
      { requestId: request.id, attempt },
      {
        // Whatever came of it, the next thing typed is another code.
        onSettled: () => {
          setCode('');
          firstRef.current?.focus();
        },
      },
    );
  };

  // Paste works anywhere on the page, but where something else is being typed.
  const paste = useRef<(text: string) => void>(() => undefined);
  useEffect(() => {
    paste.current = (text) => {
      const pasted = readPasted(text, request.descriptor);
      if (pasted.is === 'nothing') return;
      if (pasted.is === 'message') tryIt({ message: pasted.message });
      else {
        setCode(pasted.code);
        tryIt({ code: pasted.code });
      }
    };
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      const at = event.target;
      const isOtherField =
        at instanceof HTMLElement &&
        at.matches('input, textarea') &&
        at.closest('[data-code-entry]') === null;
      if (isOtherField) return;
      event.preventDefault();
      event.stopPropagation();
      paste.current(event.clipboardData?.getData('text') ?? '');
    };
    document.addEventListener('paste', listen, { capture: true });
    return () => document.removeEventListener('paste', listen, { capture: true });
  }, []);

  useEffect(() => firstRef.current?.focus(), [request.id]);

  const verdict: Verdict | null = submitting.data ?? null;
  return {
    code,
    firstRef,
    isTrying,
    /** Of the last code from here; forgotten as soon as the next one is typed. */
    verdict: code === '' ? verdict : null,
    error: code === '' ? submitting.error : null,
    wasAccepted: verdict === 'accepted',
    type: setCode,
    tryCode: (complete: string) => tryIt({ code: complete }),
  };
}
