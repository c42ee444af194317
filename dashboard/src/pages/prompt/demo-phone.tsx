import { useQuery } from '@tanstack/react-query';
import { Smartphone } from 'lucide-react';
import * as z from 'zod/mini';
import { useConfig } from '../../api/accounts';
import { request } from '../../api/request';
import { useText } from '../../i18n';
import { useFormat } from '../../i18n/use-format';

const inboxSchema = z.object({
  messages: z.array(z.object({ id: z.string(), text: z.string(), sent_at: z.string() })),
});

function useInbox(username: string | null) {
  return useQuery({
    queryKey: ['demo-inbox', username],
    enabled: username !== null,
    queryFn: ({ signal }) =>
      request(`/demo/inbox?username=${encodeURIComponent(username ?? '')}`, inboxSchema, { signal }),
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
  const inbox = useInbox(username);
  if (username === null) return null;

  return (
    <aside aria-label={text.phone.title} className="mx-auto w-full max-w-sm">
      <div className="rounded-[2.25rem] border border-line bg-sunken p-3 shadow-xs">
        <div className="flex h-112 flex-col overflow-hidden rounded-[1.65rem] border border-line bg-surface">
          <header className="border-b border-line px-5 py-3 text-center">
            <h2 className="text-sm font-semibold">{text.phone.title}</h2>
            <p className="truncate text-xs text-soft">{username}</p>
          </header>
          <Messages messages={inbox.data?.messages ?? []} />
        </div>
      </div>
      <p className="mt-3 text-center text-sm text-soft">{text.phone.what}</p>
    </aside>
  );
}

function Messages({ messages }: { messages: z.infer<typeof inboxSchema>['messages'] }) {
  const text = useText();
  const format = useFormat();
  if (messages.length === 0) {
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
      {messages.map((message) => (
        <li key={message.id} className="animate-[rise_.25s_ease-out]">
          <p className="mb-1 text-xs text-soft">
            {text.phone.from} · {format.clock(message.sent_at)}
          </p>
          <p className="w-fit max-w-[92%] rounded-2xl rounded-bl-md bg-sunken px-3.5 py-2.5 text-sm">
            {message.text}
          </p>
        </li>
      ))}
    </ul>
  );
}
