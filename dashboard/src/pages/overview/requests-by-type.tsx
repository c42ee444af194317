import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { TypeTotals } from '../../api/overview';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { axis, Legend, NoData, tooltip } from './chart-parts';
import { DataTable } from './data-table';

/** What banks asked for, and how often they got it in time. */
export function RequestsByType({ types }: { types: readonly TypeTotals[] }) {
  const text = useText();
  const format = useFormat();
  if (types.length === 0) return <NoData>{text.overview.noRequests}</NoData>;
  const { answered, expired, withdrawn } = text.overview;
  const rows = types.map(({ type, ...totals }) => ({
    ...totals,
    kind: format.word('requestType', type),
  }));
  return (
    <figure>
      <Legend
        items={[
          { name: answered, look: 'bg-accent' },
          { name: expired, look: 'bg-wait-strong' },
          { name: withdrawn, look: 'bg-edge' },
        ]}
      />
      <div className="h-56" aria-hidden="true">
        <ResponsiveContainer initialDimension={{ width: 600, height: 224 }}>
          <BarChart
            data={rows}
            layout="vertical"
            margin={{ left: 8, right: 8, top: 8 }}
            accessibilityLayer={false}
          >
            <XAxis type="number" allowDecimals={false} {...axis} />
            <YAxis type="category" dataKey="kind" width={96} axisLine={false} {...axis} />
            <Tooltip {...tooltip} />
            {[
              { key: 'fulfilled', name: answered, fill: 'var(--c-accent)' },
              { key: 'expired', name: expired, fill: 'var(--c-wait-strong)' },
              { key: 'cancelled', name: withdrawn, fill: 'var(--c-edge)' },
            ].map(({ key, ...bar }) => (
              <Bar key={key} dataKey={key} stackId="all" maxBarSize={22} isAnimationActive={false} {...bar} />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <DataTable
        head={[text.overview.kind, text.overview.asked, answered, expired, withdrawn, text.overview.toAnswer]}
        rows={rows.map((row) => [
          row.kind,
          row.asked,
          row.fulfilled,
          row.expired,
          row.cancelled,
          row.median_seconds === null ? '–' : format.duration(row.median_seconds * 1000),
        ])}
      />
    </figure>
  );
}
