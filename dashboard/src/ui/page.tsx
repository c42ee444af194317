import { type ReactNode, useEffect } from 'react';
import { useWaiting } from '../live/waiting-requests';
import { useHeadingFocus } from './use-heading-focus';

interface PageProps {
  title: string;
  /** The tab's title, if it says more than the heading. */
  tabTitle?: string;
  /** Shown above the title, such as a link to the parent page. */
  above?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * A page with its heading. The heading is also the tab's title, after the number of requests that wait for an
 * answer.
 */
export function Page({ title, tabTitle = title, above, description, actions, children }: PageProps) {
  const waiting = useWaiting().length;
  const heading = useHeadingFocus<HTMLHeadingElement>();
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${tabTitle} · Assisted Login`;
  }, [tabTitle, waiting]);

  return (
    <PageFrame>
      <header className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0 flex-[1_1_11rem]">
          {above}
          <h1
            ref={heading}
            tabIndex={-1}
            className="text-2xl font-semibold tracking-tight text-balance wrap-anywhere outline-none sm:text-[1.75rem]"
          >
            {title}
          </h1>
          {description !== undefined && <div className="mt-1 max-w-2xl text-soft">{description}</div>}
        </div>
        {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
      </header>
      {children}
    </PageFrame>
  );
}

/** The margins of every page. While its data is loading, a page shows LoadingOrError in it. */
export const PageFrame = ({ children }: { children: ReactNode }) => (
  <div className="mx-auto w-full max-w-6xl px-4 pt-6 pb-16 sm:px-8 sm:pt-10">{children}</div>
);
