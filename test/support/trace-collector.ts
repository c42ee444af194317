import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startTracing } from '../../src/tracing/start-tracing.js';

/** Traces of this process, which a collector on this machine receives. */
export async function startCollectedTracing() {
  const bodies: string[] = [];
  const collector = createServer((req, res) => {
    void text(req).then((body) => {
      if (req.url === '/v1/traces') bodies.push(body);
      res.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  if (address === null || typeof address === 'string') throw new Error('the collector listens on no port');
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${address.port}`;
  process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json';
  return {
    tracing: startTracing('assisted-login-test', process.env),
    /** What the collector has received, in OTLP's JSON. */
    bodies,
    close: () => void collector.close(),
  };
}
