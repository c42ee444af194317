import { statfs } from 'node:fs/promises';
import { type ChromiumProgram, findChromium } from '../../runtime/find-chromium.js';
import { StartError } from '../../runtime/start-error.js';

interface BrowserSettings {
  browser: {
    chromiumPath: string | undefined;
    program: ChromiumProgram | undefined;
    endpoint: string | undefined;
  };
  env: NodeJS.ProcessEnv;
}

/** The Chromium of this machine, and whether its sandbox works. */
export async function checkBrowser({ browser, env }: BrowserSettings): Promise<string> {
  const { chromiumPath, program, endpoint } = browser;
  if (endpoint !== undefined) return 'browsers run at BROWSER_WS_ENDPOINT, which only workers open';
  const found = await findChromium({ chromiumPath, program, env, print: () => undefined });
  const sandbox = found.args.includes('--no-sandbox') ? 'WITHOUT A SANDBOX' : 'with its sandbox';
  return `${found.version} (${found.path}), ${sandbox}`;
}

/** Browser profiles, logs and the database of `npm start`. */
const wantedFreeMb = 1_000;

/** Whether the disk of a folder has room. */
export async function checkDisk(folder: string): Promise<string> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 1024 ** 2);
  if (freeMb < wantedFreeMb || (files > 0 && ffree === 0))
    throw new StartError(`${folder} has ${freeMb} MB and ${ffree} files left.`, ['free some space']);
  return `${folder} has ${freeMb} MB left`;
}
