import { type Dispatch, type SetStateAction, useMemo, useState } from 'react';

export type Selection = ReturnType<typeof useSelection>;

/** The accounts that are selected in the list, by id. Its functions stay the same, so that unchanged rows are not drawn again. */
export function useSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const actions = useMemo(() => actionsOn(setSelected), []);
  return useMemo(() => ({ selected, ...actions }), [selected, actions]);
}

const actionsOn = (setSelected: Dispatch<SetStateAction<ReadonlySet<string>>>) => ({
  toggle: (id: string) =>
    setSelected((last) => {
      const next = new Set(last);
      if (!next.delete(id)) next.add(id);
      return next;
    }),
  select: (ids: readonly string[]) => setSelected(new Set(ids)),
  clear: () => setSelected(new Set()),
});
