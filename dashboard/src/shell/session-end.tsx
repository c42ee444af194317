import { useEffect } from 'react';
import { useSignIns } from '../api/sign-ins';
import { askForPassword } from '../auth/identity-check';
import { useText } from '../i18n';
import { Button } from '../ui/button';
import { useServerNow } from '../ui/use-server-now';

/** How long before its end a session is announced to end. */
const warnMs = 10 * 60_000;

/**
 * Announces that the session is about to end. A session goes on as long as the page is open, but only for some days
 * after the password was entered. Entering it again extends the session. `onWarn` is called once for each warning.
 */
export function SessionEnd({ onWarn }: { onWarn: () => void }) {
  const { sessionEnd: words } = useText();
  const { data: signIns } = useSignIns();
  const nowMs = useServerNow(10_000);
  const current = signIns?.find((signIn) => signIn.current);
  const endsAtMs =
    current === undefined
      ? Infinity
      : Math.min(Date.parse(current.expires_at), Date.parse(current.ends_at ?? current.expires_at));
  const isNear = endsAtMs - nowMs <= warnMs;
  useEffect(() => {
    if (isNear) onWarn();
  }, [isNear, onWarn]);
  if (!isNear) return null;
  const minutes = Math.max(1, Math.ceil((endsAtMs - nowMs) / 60_000));
  return (
    <div
      role="alert"
      className="fixed inset-x-4 top-4 z-30 mx-auto flex max-w-xl flex-wrap items-center justify-between gap-3 rounded-xl border border-wait bg-wait-tint px-4 py-3 text-sm text-wait shadow-lg"
    >
      <p className="min-w-0 flex-[1_1_14rem]">
        <span className="font-semibold">{words.title(minutes)}</span> {words.what}
      </p>
      <Button size="small" onClick={() => void askForPassword()}>
        {words.stay}
      </Button>
    </div>
  );
}
