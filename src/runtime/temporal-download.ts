import { arch, platform } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { x as extract } from 'tar';
import type { Print } from './start-error.js';
import { withProgressLines } from './start-error.js';

/** How long the first byte may take: where the internet is closed this is only a pause before the Go build. */
const connectTimeoutMs = 5_000;
const downloadTimeoutMs = 300_000;

const archNames: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Puts the official build of the Temporal CLI into `folder`. */
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

  print(`  fetching Temporal CLI ${version} (about 45 MB) …`);
  const noAnswer = new AbortController();
  const waiting = setTimeout(() => noAnswer.abort(new Error('no answer in 5 s')), connectTimeoutMs);
  const limits = [
    noAnswer.signal,
    AbortSignal.timeout(downloadTimeoutMs),
    ...(signal === undefined ? [] : [signal]),
  ];
  const response = await fetch(url, { signal: AbortSignal.any(limits) }).finally(() => clearTimeout(waiting));
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);

  const body = Readable.fromWeb(response.body);
  await withProgressLines(
    print,
    'still fetching',
    async () => await pipeline(body, extract({ cwd: folder })),
  );
}
