import { createServer } from 'node:http';
import { z } from 'zod';
import { createDemoBank } from './app.js';

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
});

/** A host that a browser on this machine can open. A wildcard address cannot be opened. */
function browsableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  console.error(`The demo bank cannot start.\n${z.prettifyError(parsed.error)}`);
  process.exit(1);
}
const { PORT: port, HOST: host } = parsed.data;
const server = createServer(createDemoBank());

server.on('error', (error) => {
  console.error(`The demo bank cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(1);
});

server.listen(port, host, () => {
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  console.log(JSON.stringify({ event: 'listening', url: `http://${browsableHost(host)}:${bound}` }));
});

function stop(): void {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Stops when the process that forked it was killed.
process.once('disconnect', stop);
