import { Link } from 'wouter';
import { useAccounts } from '../api/accounts';
import type { RelayedMessage } from '../api/relayed-messages';
import { useText } from '../i18n';
import { useFormat } from '../i18n/use-format';
import { Badge, type Tone } from './badge';

interface RelayedMessageListProps {
  messages: readonly RelayedMessage[];
  label: string;
}

const tones: Partial<Record<string, Tone>> = { SUBMITTED: 'good', HELD: 'wait' };

/** What became of each message. Scrolls in a box of its own. */
export function RelayedMessageList({ messages, label }: RelayedMessageListProps) {
  const text = useText();
  const format = useFormat();
  const { data: accounts = [] } = useAccounts();
  return (
    <ol
      aria-label={label}
      tabIndex={0}
      className="h-64 divide-y divide-line overflow-y-auto rounded-xl border border-line"
    >
      {messages.map((message, at) => {
        const account = accounts.find(({ id }) => id === message.account_id);
        return (
          <li key={`${message.received_at} ${at}`} className="flex flex-col gap-1 px-4 py-3 text-sm">
            <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span className="font-medium wrap-anywhere">{message.sender ?? text.relay.noSender}</span>
              <time dateTime={message.received_at} className="text-soft">
                {format.exact(message.received_at)}
              </time>
            </p>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-soft">
              <Badge tone={tones[message.result] ?? 'plain'}>
                {format.word('messageResult', message.result)}
              </Badge>
              {account !== undefined && (
                <Link href={`/accounts/${account.id}`} className="font-medium text-accent hover:underline">
                  {account.name}
                </Link>
              )}
              {message.format !== null && <span>{message.format}</span>}
              {message.time === 'arrival' && <span>{text.relay.timeOfArrival}</span>}
            </p>
            {message.result in text.relay.advice && (
              <p className="text-soft">
                {text.relay.advice[message.result as keyof typeof text.relay.advice]}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
