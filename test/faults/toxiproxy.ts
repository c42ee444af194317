import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ensureCachedFolder } from '../../src/runtime/cache-folder.js';
import { type PartSpec, startPart } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import { findOnPath, runCommand } from '../../src/runtime/run-command.js';

const version = '2.12.0';
const buildTimeoutMs = 10 * 60_000;

/** A disturbance of a connection, in the format of Toxiproxy's HTTP API (its README, *Toxics*). */
export interface Toxic {
  type: 'latency' | 'bandwidth' | 'slow_close' | 'timeout' | 'reset_peer';
  /** `upstream`: what our processes send to the service; `downstream`: what it sends to them. */
  stream: 'upstream' | 'downstream';
  attributes: Record<string, number>;
}

export interface Proxy {
  /** `host:port` to connect to instead of the service. */
  address: string;
  /** Adds the toxics, waits for `until`, and removes them again. */
  disturb: (toxics: readonly Toxic[], until: Promise<unknown>) => Promise<void>;
  /** Refuses new connections and closes those that are open, until `until`. */
  cut: (until: Promise<unknown>) => Promise<void>;
}

/** Toxiproxy: the one on the PATH, else one that Go builds once for each user. */
async function findToxiproxy(): Promise<string> {
  const installed = await findOnPath(['toxiproxy-server'], process.env['PATH']);
  if (installed !== undefined) return installed;
  const go = await findOnPath(['go'], process.env['PATH']);
  if (go === undefined) throw new Error('install Toxiproxy, or Go 1.23 or newer, which builds it');
  const folder = await ensureCachedFolder({
    name: `toxiproxy-${version}`,
    print: (line) => console.log(line),
    fill: async (target) => {
      await runCommand(go, ['install', `github.com/Shopify/toxiproxy/v2/cmd/server@v${version}`], {
        cwd: target,
        env: { ...process.env, GOBIN: target, CGO_ENABLED: '0' },
        timeout: buildTimeoutMs,
      });
    },
  });
  return join(folder, 'server');
}

/** A Toxiproxy process on loopback, and proxies in front of services. */
export async function startToxiproxy(folder: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const spec: PartSpec = {
    name: 'Toxiproxy',
    command: await findToxiproxy(),
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { LOG_LEVEL: 'error' },
    stopSignal: 'SIGTERM',
    isServing: async () => (await fetch(`${url}/version`).catch(() => undefined))?.ok ?? false,
    readyTimeoutMs: 20_000,
  };
  const part = await startPart(spec, join(folder, 'toxiproxy.log'));

  async function call(method: string, path: string, body?: object): Promise<void> {
    const response = await fetch(url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  return {
    /** A proxy in front of `upstream` (`host:port`). */
    async proxy(upstream: string): Promise<Proxy> {
      const name = randomUUID();
      const address = `127.0.0.1:${await freePort()}`;
      await call('POST', '/proxies', { name, listen: address, upstream, enabled: true });
      return {
        address,
        async disturb(toxics, until) {
          const names = toxics.map(() => randomUUID());
          for (const [index, toxic] of toxics.entries())
            await call('POST', `/proxies/${name}/toxics`, { name: names[index], ...toxic });
          await until;
          for (const each of names) await call('DELETE', `/proxies/${name}/toxics/${each}`);
        },
        async cut(until) {
          await call('POST', `/proxies/${name}`, { enabled: false });
          await until;
          await call('POST', `/proxies/${name}`, { enabled: true });
        },
      };
    },
    stop: () => part.stop(5_000),
  };
}
