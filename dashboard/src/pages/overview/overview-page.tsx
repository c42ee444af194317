import { ChartColumn } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useBanks } from '../../api/banks';
import { type Overview, useOverview } from '../../api/overview';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useWaiting } from '../../live/waiting-requests';
import { useTimeZone } from '../../shell/preferences';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Answerers, CodesSpent, FailureReasons } from './breakdowns';
import { ExportCard } from './export-card';
import { OverviewControls, periods } from './overview-controls';
import { totalsByBank, totalsByDay, sum, todayIn } from './totals';
import { ExpiriesByBank, ExpiriesByDay, LoginsByDay, TimeToCode } from './charts';
import { RequestsByType } from './requests-by-type';

export function OverviewPage() {
  const text = useText();
  const format = useFormat();
  const waiting = useWaiting().length;
  const timeZone = useTimeZone();
  const [searchParams, setSearchParams] = useSearchParams();
  const days = periods.find((period) => String(period) === searchParams.get('days')) ?? 14;
  const bank = searchParams.get('bank') ?? '';
  const { data: banks } = useBanks();
  const { data, error, refetch } = useOverview({ days, bank, timeZone });
  const entries = data?.days ?? [];
  const loggedIn = sum(entries, 'logged_in');
  const ended = loggedIn + sum(entries, 'failed');
  const none = '–';

  return (
    <Page title={text.overview.title} description={text.overview.what(days)}>
      <OverviewControls
        days={days}
        bank={bank}
        banks={banks ?? []}
        onChange={(changed) => {
          const next = { days: String(days), bank, ...changed };
          setSearchParams(
            { ...(next.days !== '14' && { days: next.days }), ...(next.bank !== '' && { bank: next.bank }) },
            { replace: true },
          );
        }}
      />
      <dl className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure name={text.overview.waiting} isUrgent={waiting > 0} href="/answer">
          {waiting}
        </Figure>
        <Figure name={text.overview.success} href="/?state=attention">
          {ended === 0 ? none : format.percent(loggedIn / ended)}
        </Figure>
        <Figure name={text.overview.toCode}>
          {typeof data?.median_seconds_to_code === 'number'
            ? format.duration(data.median_seconds_to_code * 1000)
            : none}
        </Figure>
        <Figure name={text.overview.expired} href="/?failure=expired">
          {data === undefined ? none : sum(entries, 'expired')}
        </Figure>
      </dl>
      {data === undefined || banks === undefined ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : entries.length === 0 ? (
        <EmptyState icon={<ChartColumn aria-hidden="true" />} title={text.overview.emptyTitle}>
          {text.overview.empty}
        </EmptyState>
      ) : (
        <Plots overview={data} days={days} timeZone={timeZone} />
      )}
    </Page>
  );
}

interface PlotsProps {
  overview: Overview;
  days: number;
  timeZone: string;
}

function Plots({ overview, days, timeZone }: PlotsProps) {
  const text = useText();
  const markOf = useBankMarks();
  const perDay = totalsByDay(overview, days, todayIn(timeZone));
  const perBank = totalsByBank(overview.days).map((one) => ({ ...one, bank: markOf(one.bank).name }));
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <Card title={text.overview.loginsByDay} className="lg:col-span-2">
        <LoginsByDay days={perDay} />
      </Card>
      <Card title={text.overview.failures} description={text.overview.failuresWhat}>
        <FailureReasons failures={overview.failures} />
      </Card>
      <Card title={text.overview.answeredBy} description={text.overview.answeredByWhat}>
        <Answerers answerers={overview.answered_by} />
      </Card>
      <Card title={text.overview.codesSpent} description={text.overview.codesSpentWhat}>
        <CodesSpent codes={overview.codes_spent} />
      </Card>
      <Card title={text.overview.toCodeByDay}>
        <TimeToCode days={perDay} />
      </Card>
      <Card title={text.overview.expiriesByBank}>
        <ExpiriesByBank banks={perBank} />
      </Card>
      <Card title={text.overview.requestsByType}>
        <RequestsByType types={overview.types} />
      </Card>
      <Card title={text.overview.expiriesByDay}>
        <ExpiriesByDay days={perDay} />
      </Card>
      <ExportCard days={days} />
    </div>
  );
}

interface FigureProps {
  name: string;
  /** Where the accounts behind the number are listed. */
  href?: string;
  isUrgent?: boolean;
  children: ReactNode;
}

function Figure({ name, href, isUrgent = false, children }: FigureProps) {
  return (
    <div className="relative flex flex-col rounded-2xl border border-line bg-surface p-5 shadow-xs">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={`mt-1 text-2xl font-semibold tracking-tight tabular ${isUrgent ? 'text-wait' : ''}`}>
        {href === undefined ? (
          children
        ) : (
          <Link
            href={href}
            className="rounded-lg after:absolute after:inset-0 after:rounded-2xl hover:text-accent"
          >
            {children}
            <span className="sr-only"> {name}</span>
          </Link>
        )}
      </dd>
    </div>
  );
}
