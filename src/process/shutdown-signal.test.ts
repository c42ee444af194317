import { expect, test } from 'vitest';
import { waitForShutdownSignal } from './shutdown-signal.js';

test('a second signal does not end the process: npm forwards one that its process group gets as well', async () => {
  const before = process.rawListeners('SIGTERM');
  const asked = waitForShutdownSignal();
  const added = () => process.rawListeners('SIGTERM').filter((listener) => !before.includes(listener));
  for (const listener of added()) Reflect.apply(listener, process, ['SIGTERM']);
  await asked;
  expect(added()).toHaveLength(1);
});
