import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenAnswer {
  status?: number;
  body: object;
}

/** An OAuth token endpoint that gives these answers in turn, and the last one again and again. */
export async function startTokenEndpoint(answers: readonly TokenAnswer[]) {
  const asked: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { status = 200, body: answer } = answers[Math.min(asked.length, answers.length - 1)] ?? {
        body: {},
      };
      asked.push(Object.fromEntries(new URLSearchParams(body)));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/token`,
    /** The forms that were sent. */
    asked,
    close: (): Promise<void> => new Promise((resolve) => void server.close(() => resolve())),
  };
}
