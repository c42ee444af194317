import { useText } from '../i18n';
import { classes } from './classes';
import { countHours, hoursOfDay } from './last-day';

interface LastDayBarProps {
  /** One character for each hour (`hoursNow`). */
  hours: string;
  className?: string;
}

/** In units of the picture: each hour is 4 wide, of which 1 is a gap. States differ in height too, not in color alone. */
const hourWidth = 4;
const height = 12;
const bars = [
  { state: '.', height: 2, color: 'fill-line' },
  { state: 'w', height: 6, color: 'fill-wait-strong' },
  { state: 'l', height: 9, color: 'fill-good' },
  { state: 'f', height: 12, color: 'fill-bad' },
];

/** What the last 24 hours of an account were like. One path for each state: a list shows many of these. */
export function LastDayBar({ hours, className }: LastDayBarProps) {
  const text = useText();
  return (
    <svg
      viewBox={`0 0 ${hoursOfDay * hourWidth - 1} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.lastDay.summary(countHours(hours))}
      className={classes('block', className)}
    >
      {bars.map((bar) => {
        const path = pathOf(hours, bar.state, bar.height);
        return path !== '' && <path key={bar.state} d={path} className={bar.color} />;
      })}
    </svg>
  );
}

const pathOf = (hours: string, state: string, barHeight: number): string =>
  Array.from(hours, (one, hour) =>
    one === state ? `M${hour * hourWidth} ${height}v-${barHeight}h${hourWidth - 1}v${barHeight}z` : '',
  ).join('');
