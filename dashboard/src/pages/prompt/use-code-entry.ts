import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { type Answer, useSendAnswer } from '../../api/assistance';
import type { RequestOf } from '../../api/schemas';
import { readPasted } from './pasted-text';
import { usePromptField, usePromptHost } from './prompt-host';

/** The state of the code prompt of one request: what is typed, and the outcome of the last code. */
export function useCodeEntry(accountId: string, request: RequestOf<'otp'>, onAccepted: () => void) {
  const [code, setCode] = useState('');
  const { field: firstRef, focus } = usePromptField(request.id);
  const host = usePromptHost();
  /** Another code was requested, so the outcome of the last one no longer matters. */
  const [isAskedAnew, setIsAskedAnew] = useState(false);
  const {
    send,
    reset,
    verdict,
    error,
    isLost,
    isSending: isTrying,
  } = useSendAnswer(accountId, request, onAccepted);

  const startAnew = () => {
    setCode('');
    focus();
  };
  const tryIt = (answer: Answer) => {
    setIsAskedAnew(false);
    // Whatever the outcome, the user types another code next.
    send(answer, startAnew);
  };

  // Pasting works anywhere on the page, except in other input fields. A page with several prompts decides for which of
  // them a text is.
  const paste = useRef<(text: string) => void>(() => undefined);
  useEffect(() => {
    paste.current = (text) => {
      // Ignored while a code is being submitted.
      if (isTrying) return;
      const pasted = readPasted(text, request.descriptor);
      if (pasted.is === 'nothing') return;
      if (pasted.is === 'message') tryIt({ message: pasted.message });
      else {
        setCode(pasted.code);
        tryIt({ code: pasted.code });
      }
    };
  });
  const hasPage = host === null;
  useEffect(() => {
    if (!hasPage) return;
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
  }, [hasPage]);
  const takePaste = useEffectEvent((text: string) => {
    host?.onPasteTaken();
    paste.current(text);
  });
  const pasted = host?.pasted ?? null;
  useEffect(() => {
    if (pasted !== null) takePaste(pasted.text);
  }, [pasted]);

  const isTyping = code !== '';
  return {
    code,
    firstRef,
    isTrying,
    isLost,
    isAskedAnew,
    /** The outcome of the last code from this page. Null again as soon as the next one is typed. */
    verdict: isTyping ? null : verdict,
    error: isTyping ? null : error,
    /** Whether the last code was rejected, whoever entered it. */
    wasRefused:
      !isTyping &&
      !isAskedAnew &&
      (verdict === 'rejected' || (verdict === null && request.previous_outcome === 'rejected')),
    type: setCode,
    tryCode: (complete: string) => tryIt({ code: complete }),
    askedAnew: () => {
      reset();
      setIsAskedAnew(true);
      startAnew();
    },
  };
}
