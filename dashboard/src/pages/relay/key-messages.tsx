import { Radio } from 'lucide-react';
import { useState } from 'react';
import { useRelayedMessages } from '../../api/relayed-messages';
import type { ApiKey } from '../../api/schemas';
import { useText } from '../../i18n';
import { Card } from '../../ui/card';
import { SelectField } from '../../ui/fields';
import { RelayedMessageList } from '../../ui/relayed-message-list';

/** The messages that came with one of these keys, as they come. */
export function KeyMessages({ apiKeys }: { apiKeys: readonly ApiKey[] }) {
  const text = useText();
  const [chosen, setChosen] = useState('');
  const latest = [...apiKeys].sort((a, b) =>
    (b.last_message_at ?? '').localeCompare(a.last_message_at ?? ''),
  );
  const keyId = chosen || latest[0]?.id;
  const { data: messages } = useRelayedMessages(keyId);
  return (
    <Card title={text.relay.messagesTitle} description={text.relay.messagesWhat} className="mb-6">
      <div className="flex flex-col gap-4">
        {apiKeys.length > 0 && (
          <SelectField
            label={text.relay.messagesOf}
            value={keyId}
            onChange={(event) => setChosen(event.target.value)}
            className="sm:max-w-sm"
          >
            {latest.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        {messages !== undefined && messages.length > 0 ? (
          <RelayedMessageList messages={messages} label={text.relay.messagesTitle} />
        ) : (
          <div
            role="status"
            className="flex h-64 flex-col items-center justify-center gap-3 rounded-xl border border-dashed border-line px-6 text-center text-sm text-soft"
          >
            <Radio
              aria-hidden="true"
              className="size-6 animate-[breathe_1.6s_ease-in-out_infinite] text-accent"
            />
            <p className="font-medium text-ink">
              {keyId === undefined ? text.relay.noKeys : text.relay.waiting}
            </p>
            <p className="max-w-md">{text.relay.waitingWhat}</p>
          </div>
        )}
      </div>
    </Card>
  );
}
