/**
 * One of the clients of a fan-out: a socket with one document, which sends what its typist makes, counts its
 * acknowledgements and checks that every update of the others arrives, once and in order.
 */
import { WebSocket } from 'ws';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import { Latencies } from '../latencies.ts';
import type { Dialect } from './dialect.ts';
import type { Typist } from './typist.ts';

export interface Tally {
  /** Whether what happens now counts. */
  measuring: boolean;
  updates: number;
  deliveries: number;
  bytes: number;
  /** Updates that were left out before later ones arrived. */
  gaps: number;
  readonly delivery: Latencies;
  readonly ack: Latencies;
}

/** Nothing yet. */
export const newTally = (): Tally => ({
  measuring: false,
  updates: 0,
  deliveries: 0,
  bytes: 0,
  gaps: 0,
  delivery: new Latencies(),
  ack: new Latencies(),
});

/** What a writer has sent: the clock after each update, when it went out, and how many have not seen it yet. */
interface Sent {
  readonly ends: number[];
  readonly at: number[];
  readonly unseen: number[];
}

export class Writer {
  readonly typist: Typist;
  readonly sent: Sent = { ends: [], at: [], unseen: [] };
  /** The others of the room. */
  peers: readonly Writer[] = [];
  /** Called when less of it is outstanding. */
  onProgress: () => void = () => {};
  /** Resolves when the document is open and its content has come. */
  readonly ready: Promise<void>;
  /** Rejects when the server ends the socket or answers with a problem; never resolves. */
  readonly failed: Promise<never>;
  readonly #socket: WebSocket;
  readonly #dialect: Dialect;
  readonly #tally: Tally;
  /** How many updates of each peer have arrived, by client id. */
  readonly #seen = new Map<number, number>();
  #peersById = new Map<number, Writer>();
  #acked = 0;
  #everywhere = 0;
  #becomeReady: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(dialect: Dialect, typist: Typist, tally: Tally) {
    this.typist = typist;
    this.#dialect = dialect;
    this.#tally = tally;
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.#socket = new WebSocket(dialect.url, { perMessageDeflate: false });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('open', () => {
      for (const frame of dialect.greet()) this.#socket.send(frame);
      if (dialect.readyAtOnce) this.#becomeReady();
    });
    this.#socket.on('message', (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', (code) =>
      this.#fail(new Error(`the server closed a writer's socket with ${code}`)),
    );
  }

  /** Updates that are not everywhere yet, or not on disk where the server says when they are. */
  get outstanding(): number {
    const there = this.#dialect.stores ? Math.min(this.#acked, this.#everywhere) : this.#everywhere;
    return this.sent.ends.length - there;
  }

  /** Updates that a person would take for safe: acknowledged or, where nothing is, come back from everybody else. */
  get confirmed(): number {
    return this.#dialect.stores ? this.#acked : Math.max(this.#acked, this.#everywhere);
  }

  /** Updates that the server has not said to be on disk; of a server that does not say so, none. */
  get unacknowledged(): number {
    return this.#dialect.stores ? this.sent.ends.length - this.#acked : 0;
  }

  /** Updates of the others that have not arrived. */
  get missing(): number {
    return this.peers.reduce(
      (sum, peer) => sum + peer.sent.ends.length - (this.#seen.get(peer.typist.client) ?? 0),
      0,
    );
  }

  meet(peers: readonly Writer[]): void {
    this.peers = peers;
    this.#peersById = new Map(peers.map((peer) => [peer.typist.client, peer]));
  }

  send(): void {
    const update = this.typist.next();
    this.sent.ends.push(this.typist.clock);
    this.sent.at.push(performance.now());
    this.sent.unseen.push(this.peers.length);
    if (this.#tally.measuring) this.#tally.updates++;
    this.#socket.send(this.#dialect.frame(update));
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#tally.measuring) this.#tally.bytes += bytes.length;
    const heard = this.#dialect.hear(bytes);
    switch (heard.type) {
      case 'update':
        return this.#deliver(heard.update);
      case 'ack':
        return this.#acknowledge(heard.count);
      case 'say':
        for (const frame of heard.frames) this.#socket.send(frame);
        return;
      case 'ready':
        return this.#becomeReady();
      case 'failed':
        return this.#fail(new Error(heard.why));
      case 'nothing':
    }
  }

  #acknowledge(upTo: number): void {
    const now = performance.now();
    if (this.#tally.measuring)
      for (let i = this.#acked; i < upTo; i++) this.#tally.ack.add(now - (this.sent.at[i] as number));
    this.#acked = Math.max(this.#acked, upTo);
    this.onProgress();
  }

  #deliver(update: Uint8Array): void {
    const scan = scanUpdate(update);
    if (scan.type === 'malformed') return this.#fail(new Error(`a broken update arrived: ${scan.reason}`));
    const now = performance.now();
    const tally = this.#tally;
    for (const { client, from, to } of scan.clients) {
      const peer = this.#peersById.get(client);
      if (!peer) continue;
      const { ends, at } = peer.sent;
      let seen = this.#seen.get(client) ?? 0;
      const expected = seen === 0 ? 0 : (ends[seen - 1] as number);
      // Whatever ended before this update begins was left out: it is lost, though later ones arrived.
      if (from > expected) tally.gaps += ends.filter((end, i) => i >= seen && end <= from).length;
      const before = seen;
      while (seen < ends.length && (ends[seen] as number) <= to) {
        if (tally.measuring) {
          tally.deliveries++;
          tally.delivery.add(now - (at[seen] as number));
        }
        seen++;
      }
      this.#seen.set(client, seen);
      peer.#reached(before, seen);
    }
  }

  /** One more of the others has these. */
  #reached(from: number, to: number): void {
    const { unseen } = this.sent;
    const before = this.#everywhere;
    for (let i = from; i < to; i++) {
      const left = (unseen[i] as number) - 1;
      unseen[i] = left;
      if (left === 0) this.#everywhere = Math.max(this.#everywhere, i + 1);
    }
    if (this.#everywhere > before) this.onProgress();
  }
}

/** The clients of one room, each knowing the others. */
export function introduce(writers: readonly Writer[]): void {
  for (const writer of writers) writer.meet(writers.filter((other) => other !== writer));
}
