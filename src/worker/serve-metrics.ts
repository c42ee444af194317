import { createServer } from 'node:http';
import { Registry } from 'prom-client';

/**
 * Serves `GET /metrics` of a worker: its own, followed by those that Temporal's SDK serves at `sdkUrl` on this machine.
 * Resolves when it listens, with its port and a function that stops it. Rejects if the port is taken.
 */
export async function serveMetrics({
  host,
  port,
  ownMetrics,
  sdkUrl,
}: {
  host: string;
  port: number;
  ownMetrics: () => Promise<string>;
  sdkUrl: string;
}): Promise<{ port: number; close: () => Promise<void> }> {
  const readAll = async (): Promise<string> => {
    const [own, sdk] = await Promise.all([
      ownMetrics(),
      fetch(sdkUrl, { signal: AbortSignal.timeout(5_000) }).then((response) => response.text()),
    ]);
    return `${own}\n${sdk}`;
  };
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    readAll().then(
      (text) => res.writeHead(200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      () => res.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
