import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Overview } from '../../api/overview';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { useBankMarks } from '../../ui/use-bank-marks';
import { NoData } from './chart-parts';

/** Why logins failed, each with the way to the accounts whose last session ended so. */
export function FailureReasons({ failures }: { failures: Overview['failures'] }) {
  const text = useText();
  const format = useFormat();
  const markOf = useBankMarks();
  if (failures.length === 0) return <NoData>{text.overview.noFailures}</NoData>;
  const most = Math.max(...failures.map(({ count }) => count));
  return (
    <ul className="flex flex-col gap-1">
      {failures.slice(0, 10).map(({ outcome, bank, count }) => (
        <li key={`${outcome} ${bank}`}>
          <Link
            href={`/?${new URLSearchParams({ failure: outcome, bank }).toString()}`}
            className="flex items-center gap-3 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken"
          >
            <span className="min-w-0 flex-1">
              {format.word('loginOutcome', outcome)}
              <span className="block text-xs text-soft">{markOf(bank).name}</span>
            </span>
            <progress
              aria-hidden="true"
              value={count}
              max={most}
              className="h-2 w-24 shrink-0 appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-bad [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-bad"
            />
            <span className="w-8 text-right font-semibold tabular">{count}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** How long banks waited for the answers of each person and relay. */
export function Answerers({ answerers }: { answerers: Overview['answered_by'] }) {
  const text = useText();
  const format = useFormat();
  if (answerers.length === 0) return <NoData>{text.overview.noCodes}</NoData>;
  const { who, answers, percentile, everybody } = text.overview;
  return (
    <Table
      label={text.overview.answeredBy}
      head={[who, answers, percentile(50), percentile(90), percentile(99)]}
    >
      {answerers.map(({ kind, name, answers: count, percentiles }, index) => (
        <tr key={index} className={kind === null ? 'font-medium' : ''}>
          <th scope="row" className="py-2 pr-3 text-left font-[inherit] wrap-anywhere">
            {kind === null ? everybody : (name ?? text.audit.system)}
            {kind === 'api_key' && <span className="block text-xs text-soft">{text.overview.relay}</span>}
          </th>
          <td className="py-2 pl-3 text-right tabular">{count}</td>
          {percentiles.map((seconds, place) => (
            <td key={place} className="py-2 pl-3 text-right whitespace-nowrap tabular">
              {format.duration(seconds * 1000)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

/** The accounts that have used most of their daily budget of codes. */
export function CodesSpent({ codes }: { codes: Overview['codes_spent'] }) {
  const text = useText();
  const markOf = useBankMarks();
  if (codes.length === 0) return <NoData>{text.overview.noCodesSent}</NoData>;
  const { account, spent, budget } = text.overview;
  return (
    <Table label={text.overview.codesSpent} head={[account, spent, budget]}>
      {codes.map(({ account_id: id, name, bank, ...codesOf }) => (
        <tr key={id}>
          <th scope="row" className="py-2 pr-3 text-left font-normal wrap-anywhere">
            <Link href={`/accounts/${id}/config`} className="font-medium hover:text-accent">
              {name}
            </Link>
            <span className="block text-xs text-soft">{markOf(bank).name}</span>
          </th>
          <td
            className={`py-2 pl-3 text-right tabular ${codesOf.spent >= codesOf.budget ? 'font-semibold text-bad' : ''}`}
          >
            {codesOf.spent}
          </td>
          <td className="py-2 pl-3 text-right tabular">{codesOf.budget}</td>
        </tr>
      ))}
    </Table>
  );
}

interface TableProps {
  label: string;
  head: readonly string[];
  children: ReactNode;
}

const Table = ({ label, head, children }: TableProps) => (
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
    <table className="w-full text-sm">
      <thead className="text-soft">
        <tr>
          {head.map((name, index) => (
            <th
              key={name}
              scope="col"
              className={`py-1 font-medium whitespace-nowrap ${index === 0 ? 'text-left' : 'pl-3 text-right'}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">{children}</tbody>
    </table>
  </div>
);
