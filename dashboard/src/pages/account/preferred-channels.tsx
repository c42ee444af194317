import { useText } from '../../i18n';
import { CheckField } from '../../ui/fields';

const channels = ['sms', 'email', 'call', 'app', 'token'] as const;

interface PreferredChannelsProps {
  /** Most wanted first. */
  preferred: readonly string[];
  onChange: (preferred: string[]) => void;
}

/** Channels, preferred in the order in which they are ticked. */
export function PreferredChannels({ preferred, onChange }: PreferredChannelsProps) {
  const words = useText().config;
  return (
    <fieldset className="sm:col-span-2">
      <legend className="text-sm font-medium">{words.channels}</legend>
      <p className="mt-1 mb-3 text-sm text-soft">{words.channelsHint}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {channels.map((channel) => {
          const place = preferred.indexOf(channel) + 1;
          const name = words.channelNames[channel];
          return (
            <CheckField
              key={channel}
              label={place === 0 ? name : words.channelPlace(name, place)}
              checked={place > 0}
              onChange={(event) => {
                const others = preferred.filter((one) => one !== channel);
                onChange(event.target.checked ? [...others, channel] : others);
              }}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
