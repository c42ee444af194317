import { readFile } from 'node:fs/promises';
import { StartError } from '../../runtime/start-error.js';
import { draftBankFile } from './draft-bank-file.js';
import { devToolsRecordingSchema, readDevToolsRecording } from './read-devtools-recording.js';
import { readPlaywrightScript } from './read-playwright-script.js';
import type { Action } from './recorded-action.js';

/**
 * The draft of a bank file for a login that the Recorder of Chrome's DevTools (JSON) or `playwright codegen` (TypeScript,
 * JavaScript or Python) has recorded. Throws a StartError for another file.
 */
export async function importRecording(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new StartError(`${file} does not exist, or cannot be read.`);
  });
  const actions = readActions(file, text);
  if (!actions.some(({ is }) => is === 'enter'))
    throw new StartError(
      `${file} records no field that was filled in. Is it a recording of Chrome's Recorder or of playwright codegen?`,
    );
  return draftBankFile(actions);
}

function readActions(file: string, text: string): Action[] {
  if (!text.trimStart().startsWith('{')) return readPlaywrightScript(text);
  const refused = new StartError(`${file} is not a recording of Chrome's Recorder, exported as JSON.`);
  try {
    return readDevToolsRecording(devToolsRecordingSchema.parse(JSON.parse(text)));
  } catch {
    // The reason could repeat what was typed.
    throw refused;
  }
}
