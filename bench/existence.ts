import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bankId } from '../src/api/accounts/bank-ids.js';
import { withInstance } from './instance.js';
import { measure, percentile, signUp } from './support.js';

/**
 * Whether time tells that an account exists: how long a stranger waits for 404 at somebody else's account and at
 * one that nobody has, in turns, against an `npm start` of its own. The floor is nobody's account against nobody's.
 * `node --import tsx bench/existence.ts [rounds]`
 */

const rounds = Number(process.argv[2] ?? 300);
await withInstance(async ({ api }) => {
  const owner = await signUp(api);
  const stranger = await signUp(api);
  const foreign = z
    .object({ id: z.uuid() })
    .parse(await owner.call('POST', '/accounts', { bankId: bankId('demo'), name: 'Bench' })).id;

  const looks: [string, string, object?][] = [
    ['GET', ''],
    ['GET', '/config'],
    ['GET', '/otp'],
    ['GET', '/events'],
    ['POST', '/otp', { code: '123456' }],
    ['POST', '/kill', {}],
  ];
  for (const [method, path, body] of looks) {
    const ask = (id: string) =>
      measure(1, async () => {
        const response = await stranger.send(method, `/accounts/${id}${path}`, body);
        await response.text();
        if (response.status !== 404) throw new Error(`answered ${response.status}`);
      });
    const nobodys: number[] = [];
    const nobodysAgain: number[] = [];
    const somebodys: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      nobodys.push(...(await ask(randomUUID())));
      somebodys.push(...(await ask(foreign)));
      nobodysAgain.push(...(await ask(randomUUID())));
    }
    const [none, again, some] = [nobodys, nobodysAgain, somebodys].map((took) => percentile(took, 50));
    if (none === undefined || again === undefined || some === undefined) break;
    console.log(
      `${method} …${path}: ${none.toFixed(2)} ms at nobody's; somebody's ${(some / none).toFixed(3)} × that, nobody's again ${(again / none).toFixed(3)} ×`,
    );
  }
});
