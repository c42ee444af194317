import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartError } from '../runtime/start-error.js';

interface Streams {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  print: (line: string) => void;
  /** Ctrl-C was pressed. */
  onInterrupt: () => void;
}

/**
 * Questions to the person at the terminal. Nothing that is typed is shown, also between two questions: the terminal's own
 * echo is off from the start until `close`. Input from a pipe is read line by line.
 */
export function createTerminal({ input, print, onInterrupt }: Streams) {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const reader = createInterface({
    input,
    output: nowhere,
    terminal: input.isTTY === true,
    historySize: 0,
  });
  const lines: string[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('close', () => {
    isOver = true;
    wake();
  });
  // The echo is off, so the terminal sends no signal: the key arrives here.
  reader.on('SIGINT', onInterrupt);

  return {
    /** Prints the question and returns the next line that is typed. Throws a StartError when the input has ended. */
    async ask(question: string): Promise<string> {
      print(`${question}:`);
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) return line;
        if (isOver) throw new StartError('The input ended before this was answered.');
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    /** Gives the terminal back. */
    close(): void {
      reader.close();
    },
  };
}

export type Terminal = ReturnType<typeof createTerminal>;
