import { spawn } from 'node:child_process';

/** Keeps one core busy, in slices, until its standard input ends, so that it never outlives the test. */
const busyScript = `
  process.stdin.on('end', () => process.exit()).resume();
  (function work() {
    for (const until = Date.now() + 50; Date.now() < until; );
    setImmediate(work);
  })();`;

/** Starts busy processes; the function that it returns ends them. */
export function startLoad(processes: number): () => void {
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['-e', busyScript], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}
