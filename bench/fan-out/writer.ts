/**
 * One of the clients of a fan-out: a socket with one document, which sends what its source makes, counts its
 * acknowledgements and counts what of the others does not arrive, or arrives again. The reader of a room also keeps all of it,
 * so that what it comes to can be compared with what was sent.
 */
import { WebSocket } from 'ws';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import { Latencies } from '../latencies.ts';
import { deletedIn, isDeleted, noneDeleted, type Deleted } from './deleted.ts';
import type { Dialect } from './dialect.ts';
import type { Source } from './source.ts';
import type { Tape } from './tape.ts';

export interface Tally {
  /** Whether what happens now counts. */
  measuring: boolean;
  updates: number;
  deliveries: number;
  bytes: number;
  /** Updates that were left out before later ones arrived. */
  gaps: number;
  /** Updates that came though their content had come before. */
  repeats: number;
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
  repeats: 0,
  delivery: new Latencies(),
  ack: new Latencies(),
});

/** What a writer has sent: the clock after each update, when it went out, and how many have not seen it yet. */
interface Sent {
  readonly ends: number[];
  /** Of an update that only deletes, what; undefined of others. */
  readonly deletes: (number | undefined)[];
  readonly at: number[];
  readonly unseen: number[];
}

export class Writer {
  readonly source: Source;
  readonly sent: Sent = { ends: [], deletes: [], at: [], unseen: [] };
  /** Keeps what arrives, of a reader whose document is looked at in the end. */
  tape: Tape | undefined;
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

  constructor(dialect: Dialect, source: Source, tally: Tally) {
    this.source = source;
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
      (sum, peer) => sum + peer.sent.ends.length - (this.#seen.get(peer.source.client) ?? 0),
      0,
    );
  }

  meet(peers: readonly Writer[]): void {
    this.peers = peers;
    this.#peersById = new Map(peers.map((peer) => [peer.source.client, peer]));
  }

  send(): void {
    const update = this.source.next();
    this.sent.ends.push(this.source.clock);
    this.sent.deletes.push(this.source.onlyDeletes);
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
        this.tape?.add(heard.update);
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
    this.tape?.add(update);
    const scan = scanUpdate(update);
    if (scan.type === 'malformed') return this.#fail(new Error(`a broken update arrived: ${scan.reason}`));
    const deleted = scan.deletes > 0 ? deletedIn(update, scan.deletesAt) : noneDeleted;
    for (const { client, from, to } of scan.clients) this.#arrived(client, { from, to }, deleted);
    for (const client of deleted.keys())
      if (!scan.clients.some((range) => range.client === client)) this.#arrived(client, undefined, deleted);
  }

  /** `range` is of what the peer wrote; undefined when this only deletes something of theirs. */
  #arrived(
    client: number,
    range: { readonly from: number; readonly to: number } | undefined,
    deleted: Deleted,
  ): void {
    const peer = this.#peersById.get(client);
    if (!peer) return;
    const now = performance.now();
    const tally = this.#tally;
    const { ends, deletes, at } = peer.sent;
    let seen = this.#seen.get(client) ?? 0;
    const before = seen;
    const expected = seen === 0 ? 0 : (ends[seen - 1] as number);
    const to = range?.to ?? 0;
    if (range && range.from < expected) tally.repeats++;
    for (; seen < ends.length; seen++) {
      const taken = deletes[seen];
      const end = ends[seen] as number;
      const came = taken === undefined ? end <= to : isDeleted(deleted, client, taken);
      // Whatever ended before this update begins, and a deletion after which something came, was left out: it is lost.
      const isLost = range !== undefined && end <= range.from && range.from > expected;
      if (
        isLost ||
        (!came && taken !== undefined && (end < to || hasLater(peer.sent, seen, client, deleted)))
      )
        tally.gaps++;
      else if (!came) break;
      if (tally.measuring) {
        tally.deliveries++;
        tally.delivery.add(now - (at[seen] as number));
      }
    }
    this.#seen.set(client, seen);
    peer.#reached(before, seen);
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

/** Whether a deletion that was sent after this one, with nothing written in between, is among these. */
function hasLater({ ends, deletes }: Sent, at: number, client: number, deleted: Deleted): boolean {
  for (let i = at + 1; i < ends.length && ends[i] === ends[at]; i++)
    if (isDeleted(deleted, client, deletes[i] as number)) return true;
  return false;
}

/** The clients of one room, each knowing the others. */
export function introduce(writers: readonly Writer[]): void {
  for (const writer of writers) writer.meet(writers.filter((other) => other !== writer));
}
