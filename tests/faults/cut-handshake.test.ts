/** Fault 11: the connection is cut at every byte of the handshake, in both directions. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { MemoryStore } from '../../server/store/memory-store.ts';
import { Moves, openDoor, openLine } from './wire-scene.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

type Direction = 'up' | 'down';

/** Passes bytes on until so many have gone in that direction; then both ends are gone. */
class CuttingProxy {
  /** What the next connection may bring; without an end when absent. */
  cut: { readonly direction: Direction; readonly after: number } | undefined;
  readonly #target: number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cutAll();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    const { cut } = this;
    this.cut = undefined;
    const far = connect(this.#target, '127.0.0.1');
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        this.#open.delete(socket);
        end();
      });
    }
    const pass = (from: Socket, to: Socket, direction: Direction): void => {
      let left = cut?.direction === direction ? cut.after : Infinity;
      if (left === 0) return end();
      from.on('data', (bytes: Buffer) => {
        const some = bytes.subarray(0, Math.min(left, bytes.length));
        left -= some.length;
        // What was let through arrives before the end does.
        to.write(some, () => (left === 0 ? to.end(end) : undefined));
      });
    };
    pass(near, far, 'up');
    pass(far, near, 'down');
  }
}

it('REPL-19: cut at any byte of the handshake, a device comes back, and the relay keeps nothing of it', async () => {
  const time = new ManualTime();
  const moves = new Moves();
  // A slot that was not given back would turn the device away after a few cuts.
  const door = await openDoor(new MemoryStore(), 0, { perName: 4, inAll: 4 });
  ends.push(() => door.kill());
  const proxy = new CuttingProxy(door.port);
  const port = await proxy.listen();
  ends.push(() => proxy.close());
  const line = openLine(() => port, 1, time, moves.moved);
  const { wire } = line;
  const is = (kind: typeof wire.state.kind) => (): boolean => wire.state.kind === kind;
  wire.start();
  await moves.until(is('online'));

  /** Whether a connection that is cut there does not get as far as a welcome. */
  const breaksAt = async (direction: Direction, after: number): Promise<boolean> => {
    proxy.cut = { direction, after };
    proxy.cutAll();
    await moves.until(is('offline'));
    // Its wait is over: the next connection, which is cut.
    const before = line.tries.length;
    wire.tryNow();
    await moves.until(() => line.tries.length > before && wire.state.kind !== 'connecting');
    const broke = wire.state.kind === 'offline';
    if (broke) {
      await time.advance(30_000);
      await moves.until(is('online'));
    }
    return broke;
  };

  const bytes = { up: 0, down: 0 };
  for (const direction of ['up', 'down'] as const) {
    while (await breaksAt(direction, bytes[direction])) bytes[direction]++;
  }
  // An upgrade and a hello on the way up; an answer and a welcome on the way down.
  expect(bytes.up).toBeGreaterThan(200);
  expect(bytes.down).toBeGreaterThan(150);
  wire.stop();
  await expect.poll(() => door.relay.stats().sockets).toBe(0);
});
