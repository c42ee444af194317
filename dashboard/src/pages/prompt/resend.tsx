import { RotateCw } from 'lucide-react';
import { useResend } from '../../api/assistance';
import type { AssistanceRequest } from '../../api/schemas';
import { useText } from '../../i18n';
import { minutesAndSeconds } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { useProblemText } from '../../ui/problem-text';
import { useServerNow } from '../../ui/use-server-now';

interface ResendProps {
  accountId: string;
  resend: NonNullable<AssistanceRequest['resend']>;
  isTrying: boolean;
  onAsked: () => void;
}

/** Requests another code from the bank. Shows a countdown until the bank allows it. */
export function Resend({ accountId, resend, isTrying, onAsked }: ResendProps) {
  const text = useText();
  const nowMs = useServerNow(500);
  const asking = useResend(accountId);
  const problem = useProblemText(asking.error);
  if (resend.available_at === null) return null;

  const waitMs = Date.parse(resend.available_at) - nowMs;
  const isUsedUp = resend.remaining !== null && resend.remaining <= 0;
  const words = isUsedUp
    ? text.prompt.resendUsedUp
    : waitMs > 0
      ? text.prompt.resendIn(minutesAndSeconds(waitMs))
      : text.prompt.resend;
  return (
    <div>
      <Button
        size="small"
        disabled={isUsedUp || waitMs > 0 || isTrying}
        isBusy={asking.isPending}
        onClick={() => asking.mutate(undefined, { onSuccess: onAsked })}
        className="tabular"
      >
        {!asking.isPending && <RotateCw aria-hidden="true" className="size-3.5" />}
        {words}
      </Button>
      <p role="status" className="mt-1 text-sm text-soft empty:hidden">
        {problem}
      </p>
    </div>
  );
}
