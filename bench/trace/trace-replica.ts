/** One who types a trace: a Yjs document on a socket to any of the servers. */
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { Dialect } from '../fan-out/dialect.ts';
import { dialectOf, type Spoken } from '../fan-out/dialects.ts';

export class TraceReplica {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText('text:notes');
  readonly ready: Promise<void>;
  /** Rejects when the server ends the socket; never resolves. */
  readonly failed: Promise<never>;
  readonly #dialect: Dialect;
  readonly #socket: WebSocket;
  #sent = 0;
  #acked = 0;
  #onAck: () => void = () => {};

  constructor(spoken: Spoken, name: string, client: number) {
    this.doc.clientID = client;
    this.#dialect = dialectOf(spoken, name, client);
    this.#socket = new WebSocket(this.#dialect.url, { perMessageDeflate: false });
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('open', () => {
      for (const frame of this.#dialect.greet()) this.#socket.send(frame);
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      this.#sent++;
      this.#socket.send(this.#dialect.frame(update));
    });
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    this.failed = failed;
    failed.catch(() => undefined);
    this.#socket.on('error', fail);
    this.#socket.on('close', (code) => fail(new Error(`the server closed a socket with ${code}`)));
    this.ready = new Promise((resolve) => {
      this.#socket.on('message', (bytes: Buffer) => {
        const heard = this.#dialect.hear(bytes);
        if (heard.type === 'say') for (const frame of heard.frames) this.#socket.send(frame);
        if (heard.type === 'ack') {
          this.#acked = heard.count;
          this.#onAck();
        }
        if (heard.type === 'failed') fail(new Error(heard.why));
        if (heard.type === 'update' || heard.type === 'ready') Y.applyUpdate(this.doc, heard.update, this);
        if (heard.type === 'ready') resolve();
      });
    });
  }

  edit([at, deleted, inserted]: readonly [number, number, string]): void {
    this.doc.transact(() => {
      if (deleted > 0) this.text.delete(at, deleted);
      if (inserted !== '') this.text.insert(at, inserted);
    });
  }

  /** Resolves when this one has what the other has, deletions too. */
  async has(other: TraceReplica): Promise<void> {
    const wanted = Y.getState(other.doc.store, other.doc.clientID);
    const isThere = (): boolean =>
      Y.getState(this.doc.store, other.doc.clientID) >= wanted && this.text.length === other.text.length;
    if (isThere()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!isThere()) return;
        this.doc.off('update', look);
        resolve();
      };
      this.doc.on('update', look);
    });
  }

  /** Resolves when what it sent is on the server's disk, where the server says so, and at once where it does not. */
  async acknowledged(): Promise<void> {
    if (!this.#dialect.stores || this.#acked >= this.#sent) return;
    await new Promise<void>((resolve) => {
      this.#onAck = () => {
        if (this.#acked >= this.#sent) resolve();
      };
    });
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }
}
