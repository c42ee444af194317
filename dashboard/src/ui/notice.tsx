import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';

type Tone = 'info' | 'good' | 'wait' | 'bad';

const looks: Record<Tone, { box: string; icon: typeof Info }> = {
  info: { box: 'bg-sunken text-ink', icon: Info },
  good: { box: 'bg-good-tint text-good', icon: CircleCheck },
  wait: { box: 'bg-wait-tint text-wait', icon: TriangleAlert },
  bad: { box: 'bg-bad-tint text-bad', icon: CircleAlert },
};

interface NoticeProps {
  tone: Tone;
  title?: string;
  /**
   * Screen readers announce `alert` at once and `status` when idle. Leave it out for a notice that is part of
   * the page from the start.
   */
  role?: 'alert' | 'status';
  className?: string;
  children?: ReactNode;
}

export function Notice({ tone, title, role, className, children }: NoticeProps) {
  const { box, icon: Icon } = looks[tone];
  return (
    <div role={role} className={classes('flex gap-3 rounded-xl px-4 py-3 text-sm', box, className)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
