import { connect, createServer, type Socket } from 'node:net';

/** Forwards each connection to these ports of this machine in turn, skipping those on which no process listens. */
export async function startBalancer(ports: readonly number[]) {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((caller) => {
    open.add(caller);
    caller.on('error', () => caller.destroy());
    turn += 1;
    const first = turn;
    const tryPort = (tried: number): void => {
      const port = ports[(first + tried) % ports.length];
      if (port === undefined || tried === ports.length) return void caller.destroy();
      const serving = connect(port, '127.0.0.1');
      serving.once('connect', () => {
        serving.off('error', next);
        serving.on('error', () => caller.destroy());
        caller.once('close', () => serving.destroy());
        caller.pipe(serving).pipe(caller);
      });
      const next = () => tryPort(tried + 1);
      serving.once('error', next);
    };
    tryPort(0);
    caller.once('close', () => open.delete(caller));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the balancer listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop(): Promise<void> {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
