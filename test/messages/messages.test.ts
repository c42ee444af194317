import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ExpectedShape } from '../../src/assistance/code-shape.js';
import { codeInMessage } from '../../src/assistance/message/code-in-message.js';
import { createRandom, type Random } from '../storm/random.js';
import { seed } from '../support/seed.js';
import { buildAlert, buildMessage, type BuiltMessage } from './build-message.js';
import { worldMessages } from './world-messages.js';

/** `npm run test:messages` reads many more. */
const count = z.coerce.number().int().min(1).default(2_000).parse(process.env['MESSAGES']);

interface Tally {
  wrong: string[];
  refused: string[];
}

/** What was found in messages built with ascending seeds, other than the right answer. */
function readAll(build: (random: Random) => BuiltMessage): Tally {
  const tally: Tally = { wrong: [], refused: [] };
  for (let at = 0; at < count; at += 1) {
    const { text, shape, code } = build(createRandom(seed * 1_000_003 + at));
    const read = codeInMessage(text, shape);
    const line = JSON.stringify({ text, shape, code, read });
    if (read.found === 'one' && read.code !== code) tally.wrong.push(line);
    if (read.found !== 'one' && code !== null) tally.refused.push(line);
  }
  return tally;
}

it(`takes no wrong code from ${String(count)} messages in twelve languages, and refuses few`, () => {
  const { wrong, refused } = readAll(buildMessage);
  console.log(
    `Messages with a code: ${String(count)}, wrong ${String(wrong.length)}, refused ${String(refused.length)}`,
  );
  expect(wrong).toEqual([]);
  expect(refused.length / count, refused.slice(0, 20).join('\n')).toBeLessThan(0.03);
});

it(`takes no number from ${String(count)} alerts without a code, but for a few`, () => {
  const { wrong: taken } = readAll(buildAlert);
  console.log(`Alerts without a code: ${String(count)}, taken ${String(taken.length)}`);
  expect(taken.length / count, taken.slice(0, 20).join('\n')).toBeLessThan(0.01);
});

const shapeOf = (written: string): ExpectedShape => ({
  type: written.startsWith('n') ? 'numeric' : 'alphanumeric',
  length: written.length > 1 ? Number(written.slice(1)) : null,
});

it.each(worldMessages)('%s: reads %s in: %s', (shape, code, message) => {
  const read = codeInMessage(message, shapeOf(shape));
  expect(read.found === 'one' ? read.code : null).toBe(code);
});
