/** The look came upon two documents, one after the other. */
export class DocumentChanged extends Error {}

/** Playwright's words for a look that a navigation came into: the next look will show more. */
const signsOfNavigation =
  /^[^\n]*(execution context was destroyed|cannot find context|could not find object|frame was detached|navigated or closed|different document)/i;

/** Whether an error only says that a document went away while it was looked at. */
export function wasNavigating(error: unknown): boolean {
  return (
    error instanceof DocumentChanged || (error instanceof Error && signsOfNavigation.test(error.message))
  );
}

/** How often a page that loads itself anew while it is filled in is filled in again. */
export const mostReloads = 3;
