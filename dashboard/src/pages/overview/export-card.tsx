import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { readAuditTrail, readSessions } from '../../api/history-export';
import { useText } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { ProblemNotice } from '../../ui/problem-notice';
import { toCsv } from './csv';

type Format = 'csv' | 'json';
type Content = 'sessions' | 'audit';

/** Downloads of the sessions and of the audit trail of all accounts, for the chosen period. */
export function ExportCard({ days }: { days: number }) {
  const text = useText();
  const saving = useMutation({
    mutationFn: async ({ content, format }: { content: Content; format: Format }) => {
      const { items, head, row } = content === 'sessions' ? await sessions(days) : await audit(days);
      const file = format === 'csv' ? toCsv(head, row) : `${JSON.stringify(items, null, 2)}\n`;
      save(`${content}-${days}-days.${format}`, new Blob([file], { type: `text/${format}` }));
    },
  });
  return (
    <Card title={text.overview.exportTitle} description={text.overview.exportWhat(days)}>
      <div className="flex flex-col gap-3">
        {(['sessions', 'audit'] as const).map((content) => (
          <div key={content} className="flex flex-wrap items-center gap-2">
            <span className="w-36 text-sm font-medium">{text.overview.exports[content]}</span>
            {(['csv', 'json'] as const).map((format) => (
              <Button
                key={format}
                size="small"
                isBusy={
                  saving.isPending &&
                  saving.variables.content === content &&
                  saving.variables.format === format
                }
                onClick={() => saving.mutate({ content, format })}
              >
                <Download aria-hidden="true" className="size-3.5" /> {format.toUpperCase()}
                <span className="sr-only"> {text.overview.exports[content]}</span>
              </Button>
            ))}
          </div>
        ))}
      </div>
      <ProblemNotice error={saving.error} className="mt-4" />
    </Card>
  );
}

async function sessions(days: number) {
  const items = await readSessions(days);
  return {
    items,
    head: [
      'started_at',
      'logged_in_at',
      'ended_at',
      'account',
      'account_id',
      'bank',
      'outcome',
      'reason',
      'id',
    ],
    row: items.map((one) => [
      ...[one.started_at, one.logged_in_at, one.ended_at, one.account_name, one.account_id, one.bank],
      ...[one.outcome, one.reason, one.id],
    ]),
  };
}

async function audit(days: number) {
  const items = await readAuditTrail(days);
  return {
    items,
    head: ['occurred_at', 'account', 'account_id', 'type', 'actor_kind', 'actor', 'address', 'details', 'id'],
    row: items.map((one) => [
      ...[one.occurred_at, one.account_name, one.account_id, one.type],
      ...[one.actor?.kind, one.actor?.name, one.actor?.address, one.details, one.id],
    ]),
  };
}

function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
