import { ChartColumn } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Overview, useOverview } from '../../api/overview';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useWaiting } from '../../live/waiting-requests';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { totalsByBank, totalsByDay, sum } from './totals';
import { ExpiriesByBank, ExpiriesByDay, LoginsByDay, TimeToCode } from './charts';
import { RequestsByType } from './requests-by-type';

const days = 14;

export function OverviewPage() {
  const text = useText();
  const format = useFormat();
  const waiting = useWaiting().length;
  const { data, error, refetch } = useOverview(days);
  const entries = data?.days ?? [];
  const loggedIn = sum(entries, 'logged_in');
  const ended = loggedIn + sum(entries, 'failed');
  const none = '–';

  return (
    <Page title={text.overview.title} description={text.overview.what(days)}>
      <dl className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure name={text.overview.waiting} isUrgent={waiting > 0}>
          {waiting}
        </Figure>
        <Figure name={text.overview.success}>{ended === 0 ? none : format.percent(loggedIn / ended)}</Figure>
        <Figure name={text.overview.toCode}>
          {typeof data?.median_seconds_to_code === 'number'
            ? format.duration(data.median_seconds_to_code * 1000)
            : none}
        </Figure>
        <Figure name={text.overview.expired}>{data === undefined ? none : sum(entries, 'expired')}</Figure>
      </dl>
      {data === undefined ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : entries.length === 0 ? (
        <EmptyState icon={<ChartColumn aria-hidden="true" />} title={text.overview.emptyTitle}>
          {text.overview.empty}
        </EmptyState>
      ) : (
        <Plots overview={data} />
      )}
    </Page>
  );
}

function Plots({ overview }: { overview: Overview }) {
  const text = useText();
  const perDay = totalsByDay(overview, days, new Date());
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title={text.overview.loginsByDay} className="lg:col-span-2">
        <LoginsByDay days={perDay} />
      </Card>
      <Card title={text.overview.toCodeByDay}>
        <TimeToCode days={perDay} />
      </Card>
      <Card title={text.overview.expiriesByBank}>
        <ExpiriesByBank banks={totalsByBank(overview.days)} />
      </Card>
      <Card title={text.overview.requestsByType}>
        <RequestsByType types={overview.types} />
      </Card>
      <Card title={text.overview.expiriesByDay}>
        <ExpiriesByDay days={perDay} />
      </Card>
    </div>
  );
}

interface FigureProps {
  name: string;
  isUrgent?: boolean;
  children: ReactNode;
}

function Figure({ name, isUrgent = false, children }: FigureProps) {
  return (
    <div className="flex flex-col rounded-2xl border border-line bg-surface p-5 shadow-xs">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={`mt-1 text-2xl font-semibold tracking-tight tabular ${isUrgent ? 'text-wait' : ''}`}>
        {children}
      </dd>
    </div>
  );
}
