import { useSyncExternalStore } from 'react';
import * as z from 'zod/mini';

/** Views of the list that the user has saved in this browser. */
const viewsSchema = z.array(z.object({ name: z.string(), query: z.string() }));
export type SavedView = z.infer<typeof viewsSchema>[number];

const storageKey = 'account-views';
const listeners = new Set<() => void>();
let stored: { json: string | null; views: readonly SavedView[] } = { json: null, views: [] };

/** The same array as long as nothing was saved, as `useSyncExternalStore` needs. */
function read(): readonly SavedView[] {
  const json = localStorage.getItem(storageKey);
  if (json !== stored.json) stored = { json, views: parse(json) };
  return stored.views;
}

function parse(json: string | null): readonly SavedView[] {
  try {
    return viewsSchema.parse(JSON.parse(json ?? '[]'));
  } catch {
    return [];
  }
}

function write(views: readonly SavedView[]): void {
  localStorage.setItem(storageKey, JSON.stringify(views));
  for (const listener of listeners) listener();
}

export const useSavedViews = (): readonly SavedView[] =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);

/** Saves a view. One of the same name is replaced. */
export const saveView = (view: SavedView): void =>
  write([...read().filter(({ name }) => name !== view.name), view]);

export const deleteView = (name: string): void => write(read().filter((view) => view.name !== name));
