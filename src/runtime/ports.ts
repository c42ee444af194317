import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import getPort from 'get-port';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { StartError } from './start-error.js';

const loopback = '127.0.0.1';

export interface PortRequest {
  /** The variable that names it, for the error; without a port, any free one will do and stays from then on. */
  variable?: string;
  port?: number | undefined;
  host?: string;
}

/**
 * Candidates below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 by IANA): one of
 * those could be taken between its choice and its server's start, even by our own asking whether the server answers.
 */
const randomCandidates = (): number[] => Array.from({ length: 20 }, () => randomInt(20_000, 30_000));

/** A free port on loopback. */
export async function freePort(): Promise<number> {
  return await getPort({ host: loopback, port: randomCandidates() });
}

/** A port for each name. Those nobody chose are the same as last time, if they are still free. */
export async function choosePorts<Name extends string>(
  folder: DataFolder,
  wishes: Record<Name, PortRequest>,
): Promise<Record<Name, number>> {
  const kept = (await readPrivateJson(folder.ports, z.record(z.string(), z.number()))) ?? {};
  const chosen: Record<string, number> = {};
  for (const [name, wish] of Object.entries<PortRequest>(wishes)) {
    chosen[name] = await choosePort(wish, kept[name], Object.values(chosen));
  }
  await writePrivateJson(folder.ports, { ...kept, ...chosen });
  return chosen;
}

async function choosePort(
  { variable = 'the port', port, host = loopback }: PortRequest,
  kept: number | undefined,
  exclude: number[],
): Promise<number> {
  if (port === undefined || port === 0) {
    const wished = kept === undefined ? [] : [kept];
    return await getPort({ host, exclude, port: [...wished, ...randomCandidates()] });
  }
  const reason = await findListenError(port, host);
  if (reason === undefined) return port;
  throw new StartError(`${variable} is ${port}, and that port cannot be used on ${host} (${reason}).`, [
    'stop the program that uses it',
    `or choose another: ${variable}=0 takes a free one`,
  ]);
}

/** The reason why nobody could listen there now. */
async function findListenError(port: number, host: string): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}
