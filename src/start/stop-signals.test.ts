import { afterEach, expect, test, vi } from 'vitest';
import { handleStopSignals } from './stop-signals.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = signals.flatMap((signal) => process.listeners(signal));
const added = (signal: (typeof signals)[number]) =>
  process.listeners(signal).filter((listener) => !before.includes(listener));
afterEach(() => {
  vi.useRealTimers();
  for (const signal of signals) for (const listener of added(signal)) process.off(signal, listener);
});

test('a signal that npm forwards does not stop at once, a second Ctrl-C does', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const printed: string[] = [];
  const force = vi.fn(() => new Promise<void>(() => undefined));
  const { requested } = handleStopSignals({ print: (line) => printed.push(line.trim()), force });
  const [onSignal] = added('SIGINT');
  onSignal?.('SIGINT');
  await requested;
  vi.advanceTimersByTime(20);
  onSignal?.('SIGINT');
  expect(force).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  onSignal?.('SIGINT');
  expect(force).toHaveBeenCalledOnce();
  expect(printed).toEqual(['Stopping …', 'Stopping immediately.']);
});
