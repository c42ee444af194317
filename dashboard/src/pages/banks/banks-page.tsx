import { Landmark } from 'lucide-react';
import { useBanks, useBrokenBankFiles } from '../../api/banks';
import { useText } from '../../i18n';
import { Badge } from '../../ui/badge';
import { useBankMarks } from '../../ui/use-bank-marks';
import { Monogram } from '../../ui/monogram';
import { Page } from '../../ui/page';
import { EmptyState, LoadingOrError } from '../../ui/states';
import { BrokenFiles } from './broken-files';
import { CheckFile } from './check-file';

export function BanksPage() {
  const text = useText();
  const { data: banks, error, refetch } = useBanks();
  const markOf = useBankMarks();
  const areBrokenFilesKnown = useBrokenBankFiles().isFetched;
  return (
    <Page title={text.banks.title} description={text.banks.what}>
      <BrokenFiles />
      {banks === undefined || !areBrokenFilesKnown ? (
        <LoadingOrError error={error} onRetry={refetch} />
      ) : banks.length === 0 ? (
        <EmptyState icon={<Landmark aria-hidden="true" />} title={text.banks.emptyTitle}>
          {text.banks.empty}
        </EmptyState>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {banks.map((bank) => (
            <li key={bank.id} className="rounded-2xl border border-line bg-surface p-5 shadow-xs">
              <div className="flex items-start justify-between gap-3">
                <div className="flex min-w-0 items-center gap-3">
                  <Monogram bank={markOf(bank.code)} />
                  <h2 className="font-semibold wrap-anywhere">{bank.name}</h2>
                </div>
                <Badge tone={bank.status === 'ready' ? 'good' : 'bad'}>
                  {text.banks.states[bank.status]}
                </Badge>
              </div>
              <p className="mt-1 font-mono text-xs text-soft">{bank.code}</p>
              <p className="mt-3 truncate text-sm text-soft">
                {bank.loginUrl === null ? text.banks.missing : new URL(bank.loginUrl).host}
              </p>
            </li>
          ))}
        </ul>
      )}
      {((banks !== undefined && areBrokenFilesKnown) || error !== null) && <CheckFile />}
    </Page>
  );
}
