import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pictureHash } from './banks/typing/picture-hash.js';
import { exitOnError } from './exit-on-error.js';
import { StartError, summarizeError } from './runtime/start-error.js';

/**
 * `npm run hash-pictures -- 0.png 1.png …`: the pictures of a keypad's keys as lines of `pictures` in a bank file. The
 * name of each file is what its key stands for.
 */
async function main(files: readonly string[]): Promise<void> {
  if (files.length === 0) throw new StartError('Name the PNG files of the keys, such as 0.png 1.png.');
  for (const file of files) {
    const hash = await hashOf(file);
    console.log(`'${hash}': '${basename(file, extname(file))}'`);
  }
}

async function hashOf(file: string): Promise<string> {
  try {
    return pictureHash(await readFile(file));
  } catch (error) {
    throw new StartError(`${file} cannot be read as a PNG: ${summarizeError(error)}`);
  }
}

main(process.argv.slice(2)).catch(exitOnError);
