import { inject } from 'vitest';
import { createRandom } from '../storm/random.js';
import { seed } from '../support/seed.js';
import { createTestFolder } from '../support/services.js';
import { signUpCustomer } from './customer.js';
import { installCluster } from './install-cluster.js';
import { install } from './installation.js';
import type { Suite } from './round.js';
import { openWatchedBank } from './watched-bank.js';

/** An installation with parts of its own, a bank and a customer. `close` stops all and removes the files. */
export async function openSuite(): Promise<Suite & { close: () => Promise<void> }> {
  const { folder, remove } = await createTestFolder();
  const random = createRandom(seed);
  const bank = await openWatchedBank(random);
  const options = { folder, bankUrl: bank.url, chromiumPath: inject('chromiumPath') };
  const installation = await (inject('machines') === 1
    ? install({ ...options, temporalPath: inject('temporalPath') })
    : installCluster(options));
  return {
    installation,
    bank,
    random,
    customer: await signUpCustomer(installation, bank),
    async close() {
      await installation.stop();
      await bank.close();
      await remove();
    },
  };
}
