/**
 * Stands between a replica and its relay and counts what goes over the wire: every byte of the connection, the HTTP
 * upgrade and the frames' heads included, and the sockets. Knows nothing of what the bytes mean.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Counts {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sockets: number;
}

export interface CountingProxy {
  readonly port: number;
  /** Since the last reset. */
  counts(): Counts;
  reset(): void;
}

/** Ends with the stack. */
export async function startProxy(
  to: { readonly host: string; readonly port: number },
  stack: AsyncDisposableStack,
): Promise<CountingProxy> {
  let counts = { bytesUp: 0, bytesDown: 0, sockets: 0 };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    counts.sockets++;
    const far = connect({ host: to.host, port: to.port, noDelay: true });
    near.setNoDelay(true);
    join(near, far, (bytes) => (counts.bytesUp += bytes));
    join(far, near, (bytes) => (counts.bytesDown += bytes));
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
  });
  stack.defer(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => ({ ...counts }),
    reset() {
      counts = { bytesUp: 0, bytesDown: 0, sockets: 0 };
    },
  };
}

function join(from: Socket, to: Socket, count: (bytes: number) => void): void {
  from.on('data', (chunk: Buffer) => {
    count(chunk.length);
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}
