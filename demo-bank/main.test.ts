import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

const line = z.object({ event: z.literal('listening'), url: z.url() });

function start(env: { PORT: string }): ChildProcess {
  const child = fork('built/demo-bank/main.js', {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function listening(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data')) as unknown[];
  return line.parse(JSON.parse(String(chunk))).url;
}

test.each([
  { how: 'SIGTERM', stop: (child: ChildProcess) => child.kill('SIGTERM') },
  { how: 'SIGINT', stop: (child: ChildProcess) => child.kill('SIGINT') },
  { how: 'the loss of its parent', stop: (child: ChildProcess) => child.disconnect() },
])(
  'says where it listens, and leaves cleanly at $how',
  async ({ stop }) => {
    const child = start({ PORT: '0' });
    const url = await listening(child);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true });
    const exited = once(child, 'exit');
    stop(child);
    expect(await exited).toEqual([0, null]);
  },
  20_000,
);

test('does not start with an invalid port', async () => {
  const child = start({ PORT: 'many' });
  expect((await once(child, 'exit'))[0]).toBe(1);
}, 20_000);
