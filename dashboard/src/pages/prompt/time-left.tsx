import { useText } from '../../i18n';
import { minutesAndSeconds } from '../../i18n/use-format';
import { classes } from '../../ui/classes';
import { useServerNow } from '../../ui/use-server-now';

interface TimeLeftProps {
  createdAt: string;
  expiresAt: string;
}

const radius = 25;
const around = 2 * Math.PI * radius;
const hurryMs = 30_000;

/** The time until the request expires, by the server's clock. */
export function TimeLeft({ createdAt, expiresAt }: TimeLeftProps) {
  const text = useText();
  const leftMs = Math.max(0, Date.parse(expiresAt) - useServerNow(250));
  const wholeMs = Math.max(1, Date.parse(expiresAt) - Date.parse(createdAt));
  const isHurried = leftMs < hurryMs;
  return (
    <div
      className={classes(
        'relative grid size-16 shrink-0 place-items-center',
        isHurried ? 'text-bad' : 'text-accent',
      )}
    >
      <svg viewBox="0 0 60 60" aria-hidden="true" className="absolute inset-0 -rotate-90">
        <circle cx="30" cy="30" r={radius} fill="none" strokeWidth="4" className="stroke-line" />
        <circle
          cx="30"
          cy="30"
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray={around}
          strokeDashoffset={around * (1 - Math.min(1, leftMs / wholeMs))}
        />
      </svg>
      {/* Screen readers do not announce a timer. Half a minute before the end, the status below is announced once. */}
      <span role="timer" aria-label={text.prompt.timeLeft} className="text-sm font-semibold tabular">
        {minutesAndSeconds(leftMs)}
      </span>
      <span role="status" className="sr-only">
        {isHurried && leftMs > 0 ? text.prompt.hurry : ''}
      </span>
    </div>
  );
}
