import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Account } from '../api/schemas';
import { useText } from '../i18n';
import { useFormat } from '../i18n/use-format';
import { isOn } from '../shell/preferences';
import { useBankMarks } from '../ui/use-bank-marks';
import { useRequestText } from '../ui/use-request-text';
import { chime, notify } from './alerts';
import type { WaitingRequests } from './waiting-requests';

/**
 * Alerts a user who is looking elsewhere to a new request, by a browser notification and a sound if these are
 * switched on.
 */
export function useRequestAlerts({ waiting, isKnown }: WaitingRequests, accounts: readonly Account[]): void {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const markOf = useBankMarks();
  const [, go] = useLocation();
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    const fresh = waiting.filter(({ request }) => known.current?.has(request.id) !== true);
    // No alert for requests that were there when the page was opened.
    if (!isKnown) return;
    const isFirstLook = known.current === null;
    known.current = new Set(waiting.map(({ request }) => request.id));
    if (isFirstLook || fresh.length === 0 || document.hasFocus()) return;

    if (isOn('sound')) chime();
    if (!isOn('notify')) return;
    for (const { accountId, request } of fresh) {
      const account = accounts.find(({ id }) => id === accountId);
      if (account === undefined) continue;
      const title = text.alert.title(markOf(account.bank).name, say.wanted(request));
      const body = text.alert.body(account.name, format.time(request.expires_at));
      notify(title, { body, tag: request.id }, () => go(`/accounts/${accountId}/prompt`));
    }
  }, [waiting, isKnown, accounts, text, format, say, markOf, go]);
}
