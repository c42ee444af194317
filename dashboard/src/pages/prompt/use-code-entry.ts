import { useEffect, useRef, useState } from 'react';
import { type Answer, useSendAnswer } from '../../api/assistance';
import type { RequestOf } from '../../api/schemas';
import { readPasted } from './pasted-text';

/** The state of the code prompt of one request: what is typed, and the outcome of the last code. */
export function useCodeEntry(accountId: string, request: RequestOf<'otp'>) {
  const [code, setCode] = useState('');
  const firstRef = useRef<HTMLInputElement>(null);
  /** Another code was requested, so the outcome of the last one no longer matters. */
  const [isAskedAnew, setIsAskedAnew] = useState(false);
  const { send, reset, verdict, error, isLost, isSending: isTrying } = useSendAnswer(accountId, request);

  const startAnew = () => {
    setCode('');
    firstRef.current?.focus();
  };
  const tryIt = (answer: Answer) => {
    setIsAskedAnew(false);
    // Whatever the outcome, the user types another code next.
    send(answer, startAnew);
  };

  // Pasting works anywhere on the page, except in other input fields.
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
    wasAccepted: verdict === 'accepted',
    type: setCode,
    tryCode: (complete: string) => tryIt({ code: complete }),
    askedAnew: () => {
      reset();
      setIsAskedAnew(true);
      startAnew();
    },
  };
}
