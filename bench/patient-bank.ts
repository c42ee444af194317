import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoBank } from '../demo-bank/app.js';

/** Longer than the longest wait that an account can have: a code of the demo bank is good for 4 minutes of its clock. */
const slowdown = 5;

/**
 * A demo bank whose clock goes slowly, so that its codes outlive the time in which many logins come to wait, and a folder
 * with its bank file: code `patient`, otherwise as `demo`.
 */
export async function startPatientBank() {
  const server = createServer(createDemoBank({ now: () => Date.now() / slowdown }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bank listens on no port');
  const url = `http://127.0.0.1:${address.port}`;
  const folder = await mkdtemp(join(tmpdir(), 'bench-banks-'));
  const file = await readFile('demo-bank/banks/demo.yaml', 'utf8');
  const patient = file
    .replace('code: demo', 'code: patient')
    .replaceAll('${DEMO_BANK_URL}', url)
    .replaceAll('expires_seconds: 180', 'expires_seconds: 900');
  await writeFile(join(folder, 'patient.yaml'), patient);
  return {
    url,
    folder,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
