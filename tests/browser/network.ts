/**
 * The network between one device and the relay, as a TCP proxy that a test can cut, stall and mend. A browser's
 * own "offline" switch does not end sockets that are open; this does. The address stays the same when the relay
 * comes back at another port.
 */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { must } from '../../shared/lib/assert.ts';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export class Network {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Every connection of the device, also one that came while nothing went through and leads nowhere. */
  readonly #near = new Set<Socket>();
  #target: number;
  #state: 'open' | 'cut' | 'stalled' = 'open';
  /** Bytes a second, each way, of connections made from now on; infinite when no test asked. */
  #rate = Number.POSITIVE_INFINITY;
  /** Bytes that may still go towards the relay before everything is cut; infinite when no test asked. */
  #allowed = Number.POSITIVE_INFINITY;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
  }

  static async to(relay: string): Promise<Network> {
    const network = new Network(portOf(relay));
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  /** Where the device finds the relay. */
  get url(): string {
    const address = must(this.#server.address(), 'a network without an address');
    return `http://127.0.0.1:${typeof address === 'string' ? address : address.port}`;
  }

  /** Leads to a relay that came back elsewhere. */
  retarget(relay: string): void {
    this.#target = portOf(relay);
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.#state = 'cut';
    this.#dropAll();
  }

  /** Connections stay open and nothing goes through any more: nobody is told (fault 9). */
  stall(): void {
    this.#state = 'stalled';
    for (const { near, far } of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    }
  }

  /** Lets `bytes` more through towards the relay, then cuts (fault 10). */
  cutAfter(bytes: number): void {
    this.#allowed = bytes;
  }

  /** A slow line, for new connections: so many bytes a second each way (fault 13). */
  throttle(bytesPerSecond: number): void {
    this.#rate = bytesPerSecond;
  }

  /** Whole again, for new connections; what was stalled stays dead. */
  mend(): void {
    if (this.#state === 'stalled') this.#dropAll();
    this.#state = 'open';
    this.#allowed = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.#dropAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket): void {
    near.on('error', ignore);
    this.#near.add(near);
    near.on('close', () => this.#near.delete(near));
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    if (this.#state === 'stalled') {
      near.resume();
      return;
    }
    const far = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = { near, far };
    this.#pairs.add(pair);
    far.on('error', ignore);
    near.on('data', (bytes: Buffer) => {
      this.#allowed -= bytes.length;
      if (this.#allowed < 0) this.cut();
    });
    this.#forward(near, far);
    this.#forward(far, near);
    const over = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('close', over);
    far.on('close', over);
  }

  #forward(from: Socket, to: Socket): void {
    const rate = this.#rate;
    if (!Number.isFinite(rate)) {
      from.pipe(to);
      return;
    }
    from.on('data', (bytes: Buffer) => {
      from.pause();
      to.write(bytes);
      setTimeout(() => from.resume(), (bytes.length / rate) * 1_000);
    });
    from.on('end', () => to.end());
  }

  #dropAll(): void {
    for (const { far } of this.#pairs) far.destroy();
    for (const near of this.#near) near.destroy();
    this.#pairs.clear();
  }
}

/** A broken connection is what this is for; its close event does the rest. */
const ignore = (): void => undefined;

const portOf = (url: string): number => Number(new URL(url).port);
