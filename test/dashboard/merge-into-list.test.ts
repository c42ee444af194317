import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { mergeIntoList, wholeListMs } from '../../dashboard/src/api/merge-into-list.js';

const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
const queryKey = ['list'];

/** A shown list whose loads end when the test ends them. */
function openList() {
  const loads: ((list: string[]) => void)[] = [];
  const observer = new QueryObserver<string[]>(queryClient, {
    queryKey,
    queryFn: ({ signal }) =>
      new Promise((resolve, reject) => {
        loads.push(resolve);
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  const close = observer.subscribe(() => undefined);
  return { loads, close, list: () => queryClient.getQueryData<string[]>(queryKey) };
}

const append = (item: string) => (list: string[] | undefined) => [...(list ?? []), item];

let opened: ReturnType<typeof openList>;
afterEach(() => {
  opened.close();
  queryClient.clear();
});

/** An open list that was loaded whole at this time. */
function openLoadedAt(updatedAt: number) {
  queryClient.setQueryData(queryKey, ['known'], { updatedAt });
  opened = openList();
  return opened;
}

it('a changed item loads nothing else', async () => {
  const { loads, list } = openLoadedAt(Date.now());
  await mergeIntoList(queryClient, queryKey, append('changed'));
  expect(list()).toEqual(['known', 'changed']);
  expect(loads).toEqual([]);
});

it('a load of the whole list that a change interrupts is repeated', async () => {
  const { loads, list } = openLoadedAt(Date.now());
  const whole = queryClient.invalidateQueries({ queryKey });
  expect(loads).toHaveLength(1);
  const merged = mergeIntoList(queryClient, queryKey, append('changed'));
  await expect.poll(() => loads.length).toBe(2);
  expect(list()).toEqual(['known', 'changed']);
  loads[1]?.(['known', 'changed', 'missed']);
  await Promise.all([whole, merged]);
  expect(list()).toEqual(['known', 'changed', 'missed']);
});

it('the whole list is loaded when its last load is old, however often it has changed since', async () => {
  const { loads, list } = openLoadedAt(Date.now() - wholeListMs + 500);
  const change = (): number => {
    if (loads.length === 0) void mergeIntoList(queryClient, queryKey, append('changed'));
    return loads.length;
  };
  await expect.poll(change, { timeout: 10_000 }).toBe(1);
  loads[0]?.(['whole']);
  await expect.poll(list).toEqual(['whole']);
});
