import { useId } from 'react';
import { CartesianGrid } from 'recharts';

/** No chart relies on colour alone: each has a legend or a title in words, and its numbers as a table. */
export const axis = {
  stroke: 'var(--c-edge)',
  tick: { fill: 'var(--c-soft)', fontSize: 12 },
  tickLine: false,
} as const;
export const tooltip = {
  contentStyle: {
    background: 'var(--c-surface)',
    border: '1px solid var(--c-line)',
    borderRadius: 12,
    fontSize: 13,
    color: 'var(--c-ink)',
  },
  cursor: { fill: 'var(--c-sunken)', stroke: 'var(--c-edge)' },
  isAnimationActive: false,
} as const;
export const grid = <CartesianGrid vertical={false} stroke="var(--c-line)" />;

export const NoData = ({ children }: { children: string }) => (
  <p className="grid h-56 place-items-center text-sm text-soft">{children}</p>
);

export function Legend({ items }: { items: readonly { name: string; look: string }[] }) {
  const id = useId();
  return (
    <figcaption className="mb-2 flex gap-4 text-sm text-soft" id={id}>
      {items.map(({ name, look }) => (
        <span key={name} className="flex items-center gap-2">
          <span aria-hidden="true" className={`size-2.5 rounded-sm ${look}`} /> {name}
        </span>
      ))}
    </figcaption>
  );
}
