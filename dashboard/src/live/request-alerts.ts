import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Account, Waiting } from '../api/schemas';
import { useText } from '../i18n';
import { useFormat } from '../i18n/use-format';
import { isOn } from '../shell/preferences';
import { useBankMarks } from '../ui/use-bank-marks';
import { useRequestText } from '../ui/use-request-text';
import { notify } from './alerts';
import { isPushed } from './push';
import { chime } from './sound';
import type { WaitingRequests } from './waiting-requests';

/** A new request, described. */
export interface RequestAlert {
  id: string;
  title: string;
  body: string;
  /** What the button that opens the request says. */
  open: string;
  path: string;
}

/** With more new requests at once, one notification says how many there are. */
const notifiedOneByOne = 3;

/**
 * The new requests that still wait, and are not on the page that is open. Alerts the user to each of them once: by a sound
 * if that is switched on, and by a notification of the browser if that is, too, and the page does not have the focus.
 */
export function useRequestAlerts({ waiting, isKnown }: WaitingRequests, accounts: readonly Account[]) {
  const text = useText();
  const describe = useDescription(accounts);
  const [here, go] = useLocation();
  // Those that were there when the page was opened are not new.
  const [seen, setSeen] = useState<ReadonlySet<string> | null>(null);
  const [called, setCalled] = useState<readonly string[]>([]);
  const [latest, setLatest] = useState<string | null>(null);
  const unseen = waiting.filter(({ request }) => seen?.has(request.id) !== true);
  if (isKnown && (seen === null || unseen.length > 0)) {
    const ids = unseen.map(({ request }) => request.id);
    setSeen(new Set([...(seen ?? []), ...ids]));
    if (seen !== null) {
      setCalled([...called, ...ids]);
      setLatest(ids.at(-1) ?? null);
    }
  }

  const alerts = waiting.filter(({ request }) => called.includes(request.id)).flatMap(describe);
  const elsewhere = alerts.filter(({ path }) => path !== here);
  const done = useRef(new Set<string>());
  useEffect(() => {
    const fresh = elsewhere.filter(({ id }) => !done.current.has(id));
    if (fresh.length === 0) return;
    for (const { id } of fresh) done.current.add(id);
    if (isOn('sound')) chime();
    // The service worker shows what the server pushes.
    if (!isOn('notify') || document.hasFocus() || isPushed()) return;
    if (fresh.length > notifiedOneByOne)
      notify(text.alert.several(fresh.length), { tag: 'requests', path: '/' }, go);
    else for (const { id, title, body, path } of fresh) notify(title, { body, tag: id, path }, go);
  }, [elsewhere, text, go]);

  const dismiss = useCallback(
    (id: string) => setCalled((before) => before.filter((each) => each !== id)),
    [],
  );
  return { alerts: elsewhere, latest: elsewhere.find(({ id }) => id === latest), dismiss };
}

function useDescription(accounts: readonly Account[]): (waiting: Waiting) => RequestAlert[] {
  const text = useText();
  const format = useFormat();
  const say = useRequestText();
  const markOf = useBankMarks();
  return ({ accountId, request }) => {
    const account = accounts.find(({ id }) => id === accountId);
    if (account === undefined) return [];
    return [
      {
        id: request.id,
        title: text.alert.title(markOf(account.bank).name, say.wanted(request)),
        body: text.alert.body(account.name, format.time(request.expires_at)),
        open: text.requests[request.type].open,
        path: `/accounts/${accountId}/prompt`,
      },
    ];
  };
}
