/**
 * One of the writers of a fan-out: a socket with one document, which sends what its typist makes, counts its
 * acknowledgements and checks that every update of the others arrives, once and in order.
 */
import { WebSocket } from 'ws';
import { protocolVersion } from '../shared/protocol/codes.ts';
import { decodeDown, encodeUp } from '../shared/protocol/codec.ts';
import { encodeDocumentFrame } from '../shared/protocol/frame.ts';
import type { Down } from '../shared/protocol/messages.ts';
import { scanUpdate } from '../shared/protocol/scan-update.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../shared/protocol/y-message.ts';
import { schemaName } from '../shared/schema/version.ts';
import type { Latencies } from './latencies.ts';
import type { Typist } from './typist.ts';

export interface Tally {
  /** Whether what happens now counts. */
  measuring: boolean;
  updates: number;
  deliveries: number;
  /** Updates that were left out before later ones arrived. */
  gaps: number;
  readonly delivery: Latencies;
  readonly ack: Latencies;
}

/** What a writer has sent: the clock after each update, and when it went out. */
interface Sent {
  readonly ends: number[];
  readonly at: number[];
}

export class Writer {
  readonly typist: Typist;
  readonly sent: Sent = { ends: [], at: [] };
  /** The others of the room. */
  peers: readonly Writer[] = [];
  /** Called when something was acknowledged. */
  onAck: () => void = () => {};
  /** Resolves when the document is open and its content has come. */
  readonly ready: Promise<void>;
  /** Rejects when the relay ends the socket or answers with a problem; never resolves. */
  readonly failed: Promise<never>;
  readonly #socket: WebSocket;
  readonly #name: string;
  readonly #tally: Tally;
  /** How many updates of each peer have arrived, by client id. */
  readonly #seen = new Map<number, number>();
  #peersById = new Map<number, Writer>();
  #channel = 0;
  /** Update-bearing messages before the first of the typist's. */
  #preamble = 0;
  #acked = 0;
  #becomeReady: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(url: string, token: string, name: string, typist: Typist, tally: Tally) {
    this.typist = typist;
    this.#name = name;
    this.#tally = tally;
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('open', () =>
      this.#socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: schemaName, token })),
    );
    this.#socket.on('message', (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', (code) =>
      this.#fail(new Error(`the relay closed a writer's socket with ${code}`)),
    );
  }

  get outstanding(): number {
    return this.sent.ends.length - this.#acked;
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
    if (this.#tally.measuring) this.#tally.updates++;
    this.#socket.send(encodeDocumentFrame(this.#channel, writeUpdate(update)));
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #receive(bytes: Uint8Array): void {
    const frame = decodeDown(bytes);
    if (frame.type === 'document') this.#exchange(frame.payload);
    else if (frame.type === 'message') this.#take(frame.message);
  }

  #take(message: Down): void {
    switch (message.type) {
      case 'welcome':
        this.#socket.send(encodeUp({ type: 'open', name: this.#name, own: [this.typist.client] }));
        return;
      case 'opened':
        this.#channel = message.channel;
        this.#socket.send(encodeDocumentFrame(message.channel, writeStep1(new Uint8Array([0]))));
        return;
      case 'ack':
        for (const { channel, count } of message.channels)
          if (channel === this.#channel) this.#acknowledge(count);
        return;
      case 'closed':
      case 'error':
      case 'refused':
        this.#fail(new Error(`the relay answered ${JSON.stringify(message)}`));
        return;
      default:
    }
  }

  #acknowledge(count: number): void {
    const now = performance.now();
    const upTo = count - this.#preamble;
    if (this.#tally.measuring)
      for (let i = Math.max(0, this.#acked); i < upTo; i++)
        this.#tally.ack.add(now - (this.sent.at[i] as number));
    this.#acked = Math.max(this.#acked, upTo);
    this.onAck();
  }

  #exchange(payload: Uint8Array): void {
    const message = readYMessage(payload);
    if (message.type === 'sync-step-1') {
      this.#preamble++;
      this.#socket.send(encodeDocumentFrame(this.#channel, writeStep2(new Uint8Array([0, 0]))));
    } else if (message.type === 'sync-step-2') this.#becomeReady();
    else if (message.type === 'update') this.#deliver(message.update);
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
      while (seen < ends.length && (ends[seen] as number) <= to) {
        if (tally.measuring) {
          tally.deliveries++;
          tally.delivery.add(now - (at[seen] as number));
        }
        seen++;
      }
      this.#seen.set(client, seen);
    }
  }
}

/** The writers of one room, each knowing the others. */
export function introduce(writers: readonly Writer[]): void {
  for (const writer of writers) writer.meet(writers.filter((other) => other !== writer));
}
