import { useText } from '../../i18n';
import { chooseAnswerLayout, useAnswerLayout } from '../../shell/preferences';
import { classes } from '../../ui/classes';

const layouts = ['one', 'many'] as const;

/** Chooses between one prompt at a time and several side by side. */
export function LayoutSwitch() {
  const text = useText();
  const chosen = useAnswerLayout();
  return (
    <div
      role="group"
      aria-label={text.queue.layout}
      className="flex rounded-lg border border-line bg-surface p-0.5"
    >
      {layouts.map((layout) => (
        <button
          key={layout}
          type="button"
          aria-pressed={layout === chosen}
          onClick={() => chooseAnswerLayout(layout)}
          className={classes(
            'h-9 rounded-md px-3 text-sm font-medium',
            layout === chosen ? 'bg-accent-tint text-accent' : 'text-soft hover:text-ink',
          )}
        >
          {text.queue.layouts[layout]}
        </button>
      ))}
    </div>
  );
}
