/** The icon shows three characters of a code. */
export function Logo() {
  return (
    <span className="flex items-center gap-2.5 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <rect x="6" y="12" width="5" height="8" rx="1.5" className="fill-on-accent" />
        <rect x="13.5" y="12" width="5" height="8" rx="1.5" className="fill-on-accent" />
        <rect x="21" y="12" width="5" height="8" rx="1.5" fill="#ffb13d" />
      </svg>
      Assisted Login
    </span>
  );
}
