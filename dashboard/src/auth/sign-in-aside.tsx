import { Check } from 'lucide-react';
import { useText } from '../i18n';

/** An illustration of the product beside the form, on wide screens. */
export function SignInAside() {
  const { aside } = useText();
  return (
    <aside className="hidden items-center justify-center border-l border-line bg-sunken p-12 lg:flex">
      <div className="w-full max-w-md">
        <div aria-hidden="true" className="rounded-2xl border border-line bg-surface p-7 shadow-lg">
          <p className="flex items-center justify-between text-sm">
            <span className="font-semibold">{aside.account}</span>
            <span className="rounded-full bg-wait-tint px-2.5 py-1 text-xs font-medium text-wait tabular">
              2:14
            </span>
          </p>
          <p className="mt-1 text-sm text-soft">{aside.sent}</p>
          <div className="mt-5 grid grid-cols-6 gap-2">
            {['4', '9', '1', '7', '', ''].map((digit, index) => (
              <span
                key={index}
                className={`grid h-14 place-items-center rounded-xl border text-xl font-semibold tabular ${
                  index === 4 ? 'border-accent ring-2 ring-accent' : 'border-line'
                }`}
              >
                {digit}
              </span>
            ))}
          </div>
        </div>
        <ul className="mt-10 flex flex-col gap-3">
          {[aside.first, aside.second, aside.third].map((line) => (
            <li key={line} className="flex gap-3 text-soft">
              <Check aria-hidden="true" className="mt-1 size-4 shrink-0 text-accent" />
              {line}
            </li>
          ))}
        </ul>
      </div>
    </aside>
  );
}
