import { Bar, BarChart, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { axis, grid, Legend, NoData, tooltip } from './chart-parts';
import { DataTable } from './data-table';
import type { BankTotal, DayTotals } from './totals';

/** The library passes the data point of a tooltip untyped. */
function dayOf(payload: unknown, say: (day: string) => string): string {
  const day = typeof payload === 'object' && payload !== null && 'day' in payload ? payload.day : null;
  return typeof day === 'string' ? say(day) : '';
}

interface BarsByDayProps {
  days: readonly DayTotals[];
  height: number;
  /** Stacked from the bottom up. */
  bars: readonly { key: 'loggedIn' | 'failed' | 'expired'; name: string; fill: string }[];
}

function BarsByDay({ days, height, bars }: BarsByDayProps) {
  const format = useFormat();
  return (
    <ResponsiveContainer initialDimension={{ width: 600, height }}>
      <BarChart data={[...days]} margin={{ left: -24, right: 4, top: 8 }} accessibilityLayer={false}>
        {grid}
        <XAxis dataKey="day" tickFormatter={format.day} minTickGap={20} {...axis} />
        <YAxis allowDecimals={false} axisLine={false} {...axis} />
        <Tooltip labelFormatter={(_label, [entry]) => dayOf(entry?.payload, format.day)} {...tooltip} />
        {bars.map(({ key, name, fill }, index) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            stackId="all"
            fill={fill}
            radius={index === bars.length - 1 ? [4, 4, 0, 0] : 0}
            maxBarSize={36}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

export function LoginsByDay({ days }: { days: readonly DayTotals[] }) {
  const text = useText();
  const format = useFormat();
  const names = { loggedIn: text.overview.loggedIn, failed: text.overview.failed };
  return (
    <figure>
      <Legend
        items={[
          { name: names.loggedIn, look: 'bg-accent' },
          { name: names.failed, look: 'bg-bad' },
        ]}
      />
      <div className="h-64" aria-hidden="true">
        <BarsByDay
          days={days}
          height={256}
          bars={[
            { key: 'loggedIn', name: names.loggedIn, fill: 'var(--c-accent)' },
            { key: 'failed', name: names.failed, fill: 'var(--c-bad)' },
          ]}
        />
      </div>
      <DataTable
        head={[text.overview.day, names.loggedIn, names.failed]}
        rows={days.map(({ day, loggedIn, failed }) => [format.day(day), loggedIn, failed])}
      />
    </figure>
  );
}

export function TimeToCode({ days }: { days: readonly DayTotals[] }) {
  const text = useText();
  const format = useFormat();
  if (days.every(({ secondsToCode }) => secondsToCode === null))
    return <NoData>{text.overview.noCodes}</NoData>;
  return (
    <figure>
      <div className="h-56" aria-hidden="true">
        <ResponsiveContainer initialDimension={{ width: 300, height: 224 }}>
          <LineChart data={[...days]} margin={{ left: 4, right: 8, top: 8 }} accessibilityLayer={false}>
            {grid}
            <XAxis dataKey="day" tickFormatter={format.day} minTickGap={20} {...axis} />
            <YAxis
              axisLine={false}
              width={52}
              tickFormatter={(seconds: number) => format.duration(seconds * 1000)}
              {...axis}
            />
            <Tooltip
              labelFormatter={(_label, [entry]) => dayOf(entry?.payload, format.day)}
              formatter={(seconds) => format.duration(Number(seconds) * 1000)}
              {...tooltip}
            />
            <Line
              dataKey="secondsToCode"
              name={text.overview.toCode}
              stroke="var(--c-accent)"
              strokeWidth={2.5}
              dot={{ r: 3, fill: 'var(--c-accent)' }}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <DataTable
        head={[text.overview.day, text.overview.toCode]}
        rows={days.map(({ day, secondsToCode }) => [
          format.day(day),
          secondsToCode === null ? '–' : format.duration(secondsToCode * 1000),
        ])}
      />
    </figure>
  );
}

export function ExpiriesByBank({ banks }: { banks: readonly BankTotal[] }) {
  const text = useText();
  if (banks.every(({ expired }) => expired === 0)) return <NoData>{text.overview.noExpiries}</NoData>;
  return (
    <figure>
      <div className="h-56" aria-hidden="true">
        <ResponsiveContainer initialDimension={{ width: 300, height: 224 }}>
          <BarChart
            data={banks.slice(0, 6)}
            layout="vertical"
            margin={{ left: 8, right: 8, top: 8 }}
            accessibilityLayer={false}
          >
            <XAxis type="number" allowDecimals={false} {...axis} />
            <YAxis type="category" dataKey="bank" width={96} axisLine={false} {...axis} />
            <Tooltip {...tooltip} />
            <Bar
              dataKey="expired"
              name={text.overview.expired}
              fill="var(--c-wait-strong)"
              radius={[0, 4, 4, 0]}
              maxBarSize={22}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <DataTable
        head={[text.overview.bank, text.overview.asked, text.overview.expired]}
        rows={banks.map(({ bank, asked, expired }) => [bank, asked, expired])}
      />
    </figure>
  );
}

export function ExpiriesByDay({ days }: { days: readonly DayTotals[] }) {
  const text = useText();
  const format = useFormat();
  if (days.every(({ expired }) => expired === 0)) return <NoData>{text.overview.noExpiries}</NoData>;
  return (
    <figure>
      <div className="h-56" aria-hidden="true">
        <BarsByDay
          days={days}
          height={224}
          bars={[{ key: 'expired', name: text.overview.expired, fill: 'var(--c-wait-strong)' }]}
        />
      </div>
      <DataTable
        head={[text.overview.day, text.overview.expired]}
        rows={days.map(({ day, expired }) => [format.day(day), expired])}
      />
    </figure>
  );
}
