import { useMutation, useQuery } from '@tanstack/react-query';
import { Smartphone } from 'lucide-react';
import * as z from 'zod/mini';
import { useConfig } from '../../api/accounts';
import { queryClient } from '../../api/query-client';
import { command, request } from '../../api/request';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';

const messageSchema = z.object({ id: z.string(), text: z.string(), sent_at: z.string() });
const approvalSchema = z.object({
  id: z.string(),
  compare: z.string(),
  state: z.string(),
  asked_at: z.string(),
});
const phoneSchema = z.object({ messages: z.array(messageSchema), approvals: z.array(approvalSchema) });
type Phone = z.infer<typeof phoneSchema>;
type Approval = z.infer<typeof approvalSchema>;

const phoneKey = ['demo-phone'];

function usePhone(username: string | null) {
  return useQuery({
    queryKey: [...phoneKey, username],
    enabled: username !== null,
    queryFn: ({ signal }) =>
      request(`/demo/phone?username=${encodeURIComponent(username ?? '')}`, phoneSchema, { signal }),
    refetchInterval: 1_500,
  });
}

interface DemoPhoneProps {
  accountId: string;
}

/**
 * The simulated phone of a demo bank customer, beside the prompt: a first login works without a real phone.
 */
export function DemoPhone({ accountId }: DemoPhoneProps) {
  const text = useText();
  const { data: config } = useConfig(accountId);
  const username = config?.bank_username ?? null;
  const phone = usePhone(username);
  if (username === null) return null;

  return (
    <aside aria-label={text.phone.title} className="mx-auto w-full max-w-sm">
      <div className="rounded-[2.25rem] border border-line bg-sunken p-3 shadow-xs">
        <div className="flex h-112 flex-col overflow-hidden rounded-[1.65rem] border border-line bg-surface">
          <header className="border-b border-line px-5 py-3 text-center">
            <h2 className="text-sm font-semibold">{text.phone.title}</h2>
            <p className="truncate text-xs text-soft">{username}</p>
          </header>
          <Screen {...(phone.data ?? { messages: [], approvals: [] })} />
        </div>
      </div>
      <p className="mt-3 text-center text-sm text-soft">{text.phone.what}</p>
    </aside>
  );
}

/** Messages and approvals, newest first. */
function Screen({ messages, approvals }: Phone) {
  const text = useText();
  const format = useFormat();
  const items = [
    ...messages.map((message) => ({ id: message.id, at: message.sent_at, shown: <Message {...message} /> })),
    ...approvals.map((approval) => ({
      id: approval.id,
      at: approval.asked_at,
      shown: <ApprovalCard {...approval} />,
    })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (items.length === 0) {
    return (
      <p className="m-auto flex flex-col items-center gap-3 px-8 text-center text-sm text-soft">
        <Smartphone aria-hidden="true" className="size-7" />
        {text.phone.empty}
      </p>
    );
  }
  return (
    <ul
      aria-live="polite"
      tabIndex={0}
      aria-label={text.phone.title}
      className="flex flex-1 flex-col gap-4 overflow-y-auto p-4"
    >
      {items.map(({ id, at, shown }) => (
        <li key={id} className="animate-[rise_.25s_ease-out]">
          <p className="mb-1 text-xs text-soft">
            {text.phone.from} · {format.clock(at)}
          </p>
          {shown}
        </li>
      ))}
    </ul>
  );
}

const bubble = 'w-fit max-w-[92%] rounded-2xl rounded-bl-md bg-sunken px-3.5 py-2.5 text-sm';

const Message = ({ text }: Pick<Phone['messages'][number], 'text'>) => <p className={bubble}>{text}</p>;

/** A login that the bank's app asks to approve. */
function ApprovalCard({ id, compare, state }: Approval) {
  const text = useText();
  const format = useFormat();
  const deciding = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') => command(`/demo/approvals/${id}`, { body: { decision } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: phoneKey }),
  });
  return (
    <div className={bubble}>
      <p>{text.phone.approve}</p>
      <p className="my-1 text-2xl font-semibold tabular">{compare}</p>
      {state === 'waiting' ? (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            look="primary"
            isBusy={deciding.isPending}
            onClick={() => deciding.mutate('approve')}
          >
            {text.phone.yes}
          </Button>
          <Button
            size="small"
            look="danger"
            isBusy={deciding.isPending}
            onClick={() => deciding.mutate('refuse')}
          >
            {text.phone.no}
          </Button>
        </div>
      ) : (
        <p className="text-soft">{format.word('approvalState', state)}</p>
      )}
    </div>
  );
}
