import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { inject } from 'vitest';

/** The network between a part of the service and Temporal, which a test can cut and mend. */
export async function startSwitchedTemporal() {
  const [host = '', port = ''] = inject('temporalAddress').split(':');
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = isCut ? undefined : connect(Number(port), host);
    const ends = far ? [near, far] : [near];
    for (const end of ends) {
      sockets.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        sockets.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    if (far) near.pipe(far).pipe(near);
    else near.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function cut(): void {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  }

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend(): void {
      isCut = false;
    },
    async close(): Promise<void> {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
