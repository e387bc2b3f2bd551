/** The thread of a counting proxy: passes bytes on, and knows nothing of what they mean. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../shared/lib/assert.ts';
import type { ProxyPlan } from './counting-proxy.ts';

const port = must(parentPort, 'the proxy runs in a thread');
const { counted, ...relay } = workerData as ProxyPlan;
const say = (listensAt: number): void => port.postMessage(listensAt);
const [up, down, sockets] = [0, 1, 2];

const server = createServer((near) => {
  Atomics.add(counted, sockets, 1n);
  const far = connect({ ...relay, noDelay: true });
  near.setNoDelay(true);
  join(near, far, up);
  join(far, near, down);
});

function join(from: Socket, to: Socket, way: number): void {
  from.on('data', (chunk: Buffer) => {
    Atomics.add(counted, way, BigInt(chunk.length));
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}

server.listen(0, '127.0.0.1', () => say((server.address() as AddressInfo).port));
