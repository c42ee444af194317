import { arch, platform } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { x as extract } from 'tar';
import type { Print } from './progress.js';
import { withProgressLines } from './progress.js';

/** Time limit for the first byte. Kept short, because without internet access the Go build has to wait for it. */
const connectTimeoutMs = 5_000;
const downloadTimeoutMs = 300_000;

const archNames: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Downloads the official build of the Temporal CLI into `folder`. */
export async function downloadTemporal(options: {
  folder: string;
  version: string;
  print: Print;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { folder, version, print, signal } = options;
  const archName = archNames[arch()];
  if (archName === undefined) throw new Error(`there is no official build for ${arch()}`);
  const url = `https://temporal.download/cli/archive/v${version}?platform=${platform()}&arch=${archName}`;

  print(`  downloading Temporal CLI ${version} (about 45 MB) …`);
  const noResponse = new AbortController();
  const timer = setTimeout(() => noResponse.abort(new Error('no response in 5 s')), connectTimeoutMs);
  const limits = [
    noResponse.signal,
    AbortSignal.timeout(downloadTimeoutMs),
    ...(signal === undefined ? [] : [signal]),
  ];
  const response = await fetch(url, { signal: AbortSignal.any(limits) }).finally(() => clearTimeout(timer));
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);

  const body = Readable.fromWeb(response.body);
  await withProgressLines(
    print,
    'still downloading',
    async () => await pipeline(body, extract({ cwd: folder })),
  );
}
