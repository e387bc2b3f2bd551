/**
 * A bare client of the multiplexed protocol for tests: one socket, documents as plain Yjs, and a count of what was
 * sent and acknowledged per document. It has no storage and tries nothing twice, so that a test sees the relay alone.
 */
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { protocolVersion } from '../../shared/protocol/codes.ts';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { encodeDocumentFrame } from '../../shared/protocol/frame.ts';
import type { Down, Up } from '../../shared/protocol/messages.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { schemaName } from '../../shared/schema/version.ts';

/** What one document on one socket has sent and heard. */
export interface OpenDocument {
  readonly name: string;
  readonly doc: Y.Doc;
  /** Update-bearing messages sent since it was opened. */
  readonly sent: number;
  /** How many of these the relay said are on disk and integrated. */
  readonly acked: number;
  /** Called whenever `acked` grew. */
  onAck: ((acked: number) => void) | undefined;
}

class Channel implements OpenDocument {
  readonly name: string;
  readonly doc: Y.Doc;
  sent = 0;
  acked = 0;
  number = 0;
  onAck: ((acked: number) => void) | undefined;

  constructor(name: string, doc: Y.Doc) {
    this.name = name;
    this.doc = doc;
  }
}

export class ProtocolClient {
  readonly #socket: WebSocket;
  readonly #byName = new Map<string, Channel>();
  readonly #byNumber = new Map<number, Channel>();
  readonly #waiting = new Set<() => void>();
  readonly closed: Promise<number>;
  #over = false;
  #welcomed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    // A relay that was killed shows as an error and then as a close; the close is what the tests look at.
    socket.on('error', () => {});
    socket.on('message', (bytes: ArrayBuffer) => this.#receive(new Uint8Array(bytes)));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.#over = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  /** Connects and says hello. `http` is the relay's address as `pnpm start` prints it. */
  static async connect(http: string, token: string): Promise<ProtocolClient> {
    const client = new ProtocolClient(new WebSocket(`${http.replace('http', 'ws')}/sync`));
    client.#socket.on('open', () =>
      client.#socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: schemaName, token })),
    );
    await client.until(() => client.#welcomed);
    return client;
  }

  /** Says something that is about no document. */
  say(message: Up): void {
    this.#socket.send(encodeUp(message));
  }

  /** Opens a document with `doc` as its content here; resolves once both sides have exchanged what they had. */
  async open(name: string, doc = new Y.Doc()): Promise<OpenDocument> {
    const channel = new Channel(name, doc);
    this.#byName.set(name, channel);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && channel.number > 0) this.#send(channel, writeUpdate(update), true);
    });
    this.#socket.send(encodeUp({ type: 'open', name, own: [doc.clientID] }));
    await this.until(() => channel.sent > 0);
    return channel;
  }

  /** Waits for something to become true; fails when the socket ends first. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#over) throw new Error('the socket closed while a test was waiting');
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  end(): void {
    this.#socket.terminate();
  }

  #send(channel: Channel, message: Uint8Array, counts: boolean): void {
    if (this.#over) return;
    if (counts) channel.sent++;
    this.#socket.send(encodeDocumentFrame(channel.number, message));
  }

  #receive(bytes: Uint8Array): void {
    const frame = decodeDown(bytes);
    if (frame.type === 'message') this.#take(frame.message);
    else if (frame.type === 'document')
      this.#exchange(must(this.#byNumber.get(frame.channel), 'an open channel'), frame.payload);
    this.#wake();
  }

  #take(message: Down): void {
    if (message.type === 'welcome') this.#welcomed = true;
    if (message.type === 'opened') {
      const channel = must(this.#byName.get(message.name), 'a name that was asked for');
      channel.number = message.channel;
      this.#byNumber.set(message.channel, channel);
      this.#send(channel, writeStep1(Y.encodeStateVector(channel.doc)), false);
    }
    if (message.type === 'ack') {
      for (const { channel: number, count } of message.channels) {
        const channel = this.#byNumber.get(number);
        if (!channel) continue;
        channel.acked = count;
        channel.onAck?.(count);
      }
    }
  }

  #exchange(channel: Channel, payload: Uint8Array): void {
    const message = readYMessage(payload);
    if (message.type === 'sync-step-1')
      this.#send(channel, writeStep2(Y.encodeStateAsUpdate(channel.doc, message.stateVector)), true);
    if (message.type === 'sync-step-2' || message.type === 'update')
      Y.applyUpdate(channel.doc, message.update, this);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
