import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that only this user can read, for what a trial writes: the browser's profile and pictures. */
export async function createPrivateFolder() {
  const path = await mkdtemp(join(tmpdir(), 'assisted-login-try-'));
  let pictures = 0;
  return {
    path,
    /** Writes a picture and returns its path. */
    async savePicture(png: Uint8Array): Promise<string> {
      pictures += 1;
      const file = join(path, `picture-${pictures}.png`);
      await writeFile(file, png, { mode: 0o600 });
      return file;
    },
    /** Deletes it with all that is in it. A browser that ends may write for a moment more. */
    async remove(): Promise<void> {
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

export type PrivateFolder = Awaited<ReturnType<typeof createPrivateFolder>>;
