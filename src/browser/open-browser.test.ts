import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { openBrowser } from './open-browser.js';

/** The process group of a process. Linux without the package procps has no `ps`, macOS no `/proc`. */
async function groupOf(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The fields behind the name, which may hold spaces: state, parent, group.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)]);
  return Number(stdout);
}

// Ctrl-C at a terminal and many supervisors signal the group: the worker ends its logins before it closes the browser.
test('a signal to the process group of a worker does not reach its browser', async () => {
  const browser = await openBrowser({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
  });
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const browserPids = processInfo.filter(({ type }) => type === 'browser').map(({ id }) => id);
    expect(browserPids).toHaveLength(1);
    const own = await groupOf(process.pid);
    expect(own).toBeGreaterThan(0);
    for (const { id } of processInfo) expect(await groupOf(id)).not.toBe(own);
  } finally {
    await browser.close();
  }
});
