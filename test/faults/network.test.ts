import { afterAll, beforeAll, inject, it } from 'vitest';
import { createRandom } from '../storm/random.js';
import { createTestNamespace } from '../support/namespace.js';
import { seed } from '../support/seed.js';
import { createTestDatabase, createTestFolder } from '../support/services.js';
import { signUpCustomer } from './customer.js';
import { install } from './installation.js';
import { networkFaults } from './network-faults.js';
import { codeGame, playRounds, roundTimeoutMs } from './play-rounds.js';
import type { Suite } from './round.js';
import { startToxiproxy } from './toxiproxy.js';
import { openWatchedBank } from './watched-bank.js';

/** Part of `npm run test:faults` only, because Toxiproxy may have to be built with Go. `FAULT` selects one fault. */
const only = process.env['FAULT'];

let suite: Suite;
let faults: ReturnType<typeof networkFaults>;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { folder, remove } = await createTestFolder();
  closing.push(remove);
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  closing.push(database.drop, temporal.close);
  const toxiproxy = await startToxiproxy(folder);
  closing.push(toxiproxy.stop);
  const databaseUrl = new URL(database.databaseUrl);
  const proxies = {
    temporal: await toxiproxy.proxy(inject('temporalAddress')),
    postgres: await toxiproxy.proxy(databaseUrl.host),
  };
  databaseUrl.host = proxies.postgres.address;
  faults = networkFaults(proxies).filter(({ name }) => only === undefined || name === only);

  const random = createRandom(seed);
  const bank = await openWatchedBank(random);
  closing.push(() => bank.close());
  const installation = await install({
    folder,
    bankUrl: bank.url,
    chromiumPath: inject('chromiumPath'),
    temporalPath: inject('temporalPath'),
    services: {
      databaseUrl: databaseUrl.href,
      temporalAddress: proxies.temporal.address,
      temporalNamespace: temporal.namespace,
    },
  });
  closing.push(() => installation.stop());
  suite = { installation, bank, random, customer: await signUpCustomer(installation, bank) };
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

it(
  'keeps every promise under each fault of the network between our processes and Temporal or PostgreSQL',
  { timeout: 14 * roundTimeoutMs },
  () => playRounds(suite, codeGame, { faults, rounds: faults.length }),
);
