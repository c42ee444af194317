import type { ComponentProps } from 'react';
import { useText } from '../../i18n';
import { chooseTimeZone, ownTimeZone, useTimeZone } from '../../shell/preferences';
import { LabelledSelect } from '../../ui/labelled-select';

export const periods = [1, 7, 14, 30, 90] as const;

interface OverviewControlsProps {
  days: number;
  bank: string;
  banks: readonly { code: string; name: string }[];
  onChange: (changed: { days?: string; bank?: string }) => void;
}

/** The period and the bank that the overview is about, and the time zone of all times in the dashboard. */
export function OverviewControls({ days, bank, banks, onChange }: OverviewControlsProps) {
  const { overview } = useText();
  const timeZone = useTimeZone();
  const zones = [...new Set([ownTimeZone, 'UTC', timeZone])];
  return (
    <div className="mb-6 flex flex-wrap gap-2">
      <Select label={overview.period} value={String(days)} onChange={(chosen) => onChange({ days: chosen })}>
        {periods.map((period) => (
          <option key={period} value={period}>
            {overview.periods(period)}
          </option>
        ))}
      </Select>
      <Select label={overview.bank} value={bank} onChange={(chosen) => onChange({ bank: chosen })}>
        <option value="">{overview.allBanks}</option>
        {banks.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Select>
      <Select label={overview.timeZone} value={timeZone} onChange={chooseTimeZone}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {overview.zone(zone.replaceAll('_', ' '))}
          </option>
        ))}
      </Select>
    </div>
  );
}

const Select = (props: Omit<ComponentProps<typeof LabelledSelect>, 'className'>) => (
  <LabelledSelect {...props} className="h-10 w-full px-3 text-sm sm:w-56" />
);
