import { useBanks, useBrokenBankFiles } from '../../api/banks';
import { useText } from '../../i18n';
import { Notice } from '../../ui/notice';
import { BankIssues } from './bank-issues';

/**
 * Names the bank files that the server cannot use; with `bank`, only that of this bank, or those of unknown banks if this
 * one is missing. Renders nothing if all are good.
 */
export function BrokenFiles({ bank }: { bank?: string }) {
  const text = useText();
  const { data: files = [] } = useBrokenBankFiles();
  const { data: banks } = useBanks();
  const isMissing =
    banks !== undefined && !banks.some(({ code, loginUrl }) => code === bank && loginUrl !== null);
  return files
    .filter((file) => bank === undefined || file.bank === bank || (isMissing && file.bank === null))
    .map((file) => (
      <Notice key={file.file} tone="bad" role="alert" title={text.banks.broken(file.file)} className="mb-6">
        <p>{file.bank === null ? text.banks.brokenNew : text.banks.brokenOld(file.bank)}</p>
        <BankIssues issues={file.issues} />
      </Notice>
    ));
}
