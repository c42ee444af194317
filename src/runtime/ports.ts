import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import getPort from 'get-port';
import { z } from 'zod';
import type { DataFolder } from './data-folder.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { StartError } from './start-error.js';

const loopback = '127.0.0.1';

export interface PortRequest {
  /** The environment variable that sets the port, named in the error. */
  variable?: string;
  /** Undefined or 0: any free port, kept for later starts. */
  port?: number | undefined;
  host?: string;
}

/**
 * Below the ephemeral ports of outgoing connections (from 32768 on Linux, 49152 by IANA). One of those could be taken
 * between its choice and the start of its server, even by our own probe.
 */
const randomCandidates = (): number[] => Array.from({ length: 20 }, () => randomInt(20_000, 30_000));

/** A free port on loopback. */
export async function freePort(): Promise<number> {
  return await getPort({ host: loopback, port: randomCandidates() });
}

/**
 * Chooses a port for each name and records them in DATA_DIR: the requested one, else the one of the last start if it is
 * still free, else any. Throws a StartError if a requested port is in use.
 */
export async function choosePorts<Name extends string>(
  folder: DataFolder,
  requests: Record<Name, PortRequest>,
): Promise<Record<Name, number>> {
  const kept = (await readPrivateJson(folder.ports, z.record(z.string(), z.number()))) ?? {};
  const chosen: Record<string, number> = {};
  for (const [name, request] of Object.entries<PortRequest>(requests)) {
    chosen[name] = await choosePort(request, kept[name], Object.values(chosen));
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
    const preferred = kept === undefined ? [] : [kept];
    return await getPort({ host, exclude, port: [...preferred, ...randomCandidates()] });
  }
  const reason = await findListenError(port, host);
  if (reason === undefined) return port;
  throw new StartError(`${variable} is ${port}, and that port cannot be used on ${host} (${reason}).`, [
    'stop the program that uses it',
    `or choose another one; ${variable}=0 takes any free port`,
  ]);
}

/** Why a server cannot listen there now, such as EADDRINUSE; undefined if it can. */
async function findListenError(port: number, host: string): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}
