/**
 * A WebSocket-shaped class for the stock `WebsocketProvider` of one open record: it opens when the record's channel
 * does and carries its messages. It closes when the channel closes; the provider then makes a new one, which waits
 * for the wire. Also the place where what is sent is matched with what is acknowledged.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { readYMessage, writeStep2 } from '../../shared/protocol/y-message.ts';
import { AckBook } from './acks.ts';
import type { Channel, Channels } from './channels.ts';
import { chunkUpdates } from './chunk-updates.ts';
import { frameRoom, signOfLife } from './channel-message.ts';
import type { Edit } from './unsent-edits.ts';

/** What the socket must know of the record that it serves. */
export interface SocketRecord {
  readonly name: EntityKey;
  /** The Yjs client ids that this replica vouches for: this session's, and those of its unsent edits. */
  own(): readonly number[];
  /** Whether the update that is being sent was made in this tab; others' edits never leave as live updates. */
  isLocalUpdate(): boolean;
  /** The number of the record's newest edit that the document contains; 0 for none. */
  newestEdit(): number;
  /** The unsent edits that the document contains, oldest first. */
  unsentEdits(): readonly Edit[];
  /** These are on their way. */
  left(edits: readonly Edit[]): void;
  /** Every edit up to this number is on the relay's disk. */
  acknowledged(upTo: number): void;
  /** An edit is larger than the relay takes: it stays on this device. */
  tooLarge(): void;
  /** The relay closed the channel. */
  ended(code: number): void;
}

export interface SocketContext {
  readonly channels: Channels;
  readonly maxFrame: () => number;
  readonly record: SocketRecord;
}

/** What Yjs encodes when there is nothing to say. */
const noUpdate = new Uint8Array([0, 0]);
const states = { connecting: 0, open: 1, closed: 3 } as const;

export class ChannelSocket {
  readonly CONNECTING = states.connecting;
  readonly OPEN = states.open;
  readonly CLOSING = 2;
  readonly CLOSED = states.closed;
  binaryType = 'arraybuffer';
  readyState: number = states.connecting;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: Uint8Array }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  readonly #context: SocketContext;
  readonly #book = new AckBook();
  #channel: Channel | undefined;
  #cancel: () => void;

  constructor(context: SocketContext) {
    this.#context = context;
    let cancelled = false;
    this.#cancel = () => {
      cancelled = true;
    };
    // The provider sets its callbacks after constructing, so nothing may happen before that.
    queueMicrotask(() => {
      if (!cancelled) this.#cancel = context.channels.whenOnline(() => this.#open());
    });
  }

  send(message: Uint8Array): void {
    const { type } = readYMessage(message);
    const { record, maxFrame } = this.#context;
    if (type === 'sync-step-2') return this.#sendStep2(message);
    if (type === 'update') {
      if (!record.isLocalUpdate()) return;
      if (message.length > maxFrame() - frameRoom) {
        this.#book.skipped();
        return record.tooLarge();
      }
      if (!this.#channel?.send(message)) return;
      this.#book.sent(false, record.newestEdit());
      return record.left(record.unsentEdits().slice(-1));
    }
    this.#channel?.send(message);
  }

  close(): void {
    this.#cancel();
    this.readyState = states.closed;
    this.#channel?.close();
    this.#channel = undefined;
  }

  #open(): void {
    const { channels, record } = this.#context;
    this.#channel = channels.open(record.name, record.own(), {
      opened: () => {
        this.readyState = states.open;
        this.onopen?.();
      },
      payload: (data) => this.#deliver(data),
      acked: (count) => {
        const upTo = this.#book.acked(count);
        if (upTo !== null) record.acknowledged(upTo);
      },
      closed: (code, reason) => {
        this.#channel = undefined;
        this.#end(code, reason);
      },
      alive: () => this.#deliver(signOfLife),
    });
    if (!this.#channel) this.#end(1006, 'connection lost');
  }

  #deliver(data: Uint8Array): void {
    try {
      this.onmessage?.({ data });
    } catch {
      // Not a message that y-protocols can read. Start the channel again: its handshake brings what was missed.
      this.#channel?.close();
      this.#channel = undefined;
      this.#end(1006, 'unreadable message');
    }
  }

  /** The answer to the relay's step 1. When it is larger than a frame, the unsent edits go in pieces instead. */
  #sendStep2(message: Uint8Array): void {
    const { record, maxFrame } = this.#context;
    const limit = maxFrame() - frameRoom;
    if (message.length <= limit) {
      if (!this.#channel?.send(message)) return;
      this.#book.sent(true, record.newestEdit());
      return record.left(record.unsentEdits());
    }
    const newest = record.newestEdit();
    const unsent = record.unsentEdits();
    const { chunks, tooLarge } = chunkUpdates(unsent, limit);
    // With nothing of its own to offer it says so.
    const pieces = unsent.length > 0 ? chunks : [{ update: noUpdate, edits: [] }];
    for (const [index, { update, edits }] of pieces.entries()) {
      if (!this.#channel?.send(writeStep2(update))) return;
      // Only the last piece completes what a step 2 promises.
      this.#book.sent(index === pieces.length - 1 && !tooLarge, newest);
      record.left(edits);
    }
    if (tooLarge) record.tooLarge();
  }

  #end(code: number, reason: string): void {
    if (this.readyState === states.closed) return;
    this.readyState = states.closed;
    if (code !== 1006 && code !== 1000) this.#context.record.ended(code);
    this.onclose?.({ code, reason });
  }
}

/** The class to hand to a `WebsocketProvider` as its `WebSocketPolyfill`. */
export const channelSocketClass = (context: SocketContext): typeof WebSocket =>
  class extends ChannelSocket {
    constructor() {
      super(context);
    }
  } as unknown as typeof WebSocket;
