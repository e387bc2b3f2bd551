/**
 * The documents that are open on this tab's wire, each at the number that the relay chose. One user at a time per
 * record: the provider of an open document, or the sender. A late frame of an earlier opening is never taken for
 * one of the present, because nothing is heard between `open` and its answer.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Ack, Closed, Opened } from '../../shared/protocol/messages.ts';
import type { Wire } from './wire.ts';

export interface ChannelListener {
  opened(): void;
  /** A y-websocket message. */
  payload(bytes: Uint8Array): void;
  /** The first `count` update-bearing messages of this opening are on the relay's disk and integrated. */
  acked(count: number): void;
  /** The relay closed it, or the connection is gone (1006). Nothing follows. */
  closed(code: number, reason: string): void;
  /** The relay is still there; nothing else happened. */
  alive?(): void;
}

export interface Channel {
  /** False when it is not open. */
  send(payload: Uint8Array): boolean;
  /** Gives it back. The listener hears nothing any more. */
  close(): void;
}

interface Opening {
  readonly name: EntityKey;
  readonly own: readonly number[];
  readonly listener: ChannelListener;
  /** Whether `open` was sent for it; not while the answer to an earlier one is still to come. */
  asked: boolean;
  number: number | null;
}

export class Channels {
  readonly #wire: Pick<Wire, 'send' | 'sendPayload'>;
  readonly #byName = new Map<EntityKey, Opening>();
  readonly #byNumber = new Map<number, Opening>();
  /** Records for which an `open` was sent and neither `opened` nor `closed` came back. */
  readonly #unanswered = new Set<EntityKey>();
  readonly #waiting = new Set<() => void>();
  #online = false;

  constructor(wire: Pick<Wire, 'send' | 'sendPayload'>) {
    this.#wire = wire;
  }

  /** Whether a record's channel is in use. */
  uses(name: EntityKey): boolean {
    return this.#byName.has(name);
  }

  /** Calls back once, at once or when there is a connection; the answer cancels it. */
  whenOnline(run: () => void): () => void {
    if (this.#online) {
      run();
      return () => undefined;
    }
    this.#waiting.add(run);
    return () => this.#waiting.delete(run);
  }

  /**
   * Asks for a record's channel, taking it from whoever has it (who hears that it closed, with 1000); undefined
   * without a connection. `own` are the Yjs client ids that this replica vouches for.
   */
  open(name: EntityKey, own: readonly number[], listener: ChannelListener): Channel | undefined {
    if (!this.#online) return undefined;
    const before = this.#byName.get(name);
    if (before) {
      this.#close(before);
      before.listener.closed(1000, 'taken over');
    }
    const opening: Opening = { name, own, listener, asked: false, number: null };
    this.#byName.set(name, opening);
    if (!this.#unanswered.has(name)) this.#ask(opening);
    return {
      send: (payload) => opening.number !== null && this.#wire.sendPayload(opening.number, payload),
      close: () => this.#close(opening),
    };
  }

  opened({ name: text, channel }: Opened): void {
    const name = text as EntityKey;
    this.#unanswered.delete(name);
    const opening = this.#byName.get(name);
    if (!opening?.asked || opening.number !== null) {
      // The answer to an opening that was given back meanwhile.
      this.#wire.send({ type: 'close', channel });
      if (opening && !opening.asked) this.#ask(opening);
      return;
    }
    opening.number = channel;
    this.#byNumber.set(channel, opening);
    opening.listener.opened();
  }

  closed({ name: text, code, reason }: Closed): void {
    const name = text as EntityKey;
    this.#unanswered.delete(name);
    const opening = this.#byName.get(name);
    if (!opening) return;
    if (!opening.asked) return this.#ask(opening);
    this.#forget(opening);
    opening.listener.closed(code, reason);
  }

  payload(channel: number, bytes: Uint8Array): void {
    this.#byNumber.get(channel)?.listener.payload(bytes);
  }

  ack({ channels }: Ack): void {
    for (const { channel, count } of channels) this.#byNumber.get(channel)?.listener.acked(count);
  }

  alive(): void {
    for (const { listener } of this.#byNumber.values()) listener.alive?.();
  }

  online(): void {
    this.#online = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const run of waiting) run();
  }

  /** The connection is gone, and with it every channel. */
  lost(): void {
    this.#online = false;
    const all = [...this.#byName.values()];
    this.#byName.clear();
    this.#byNumber.clear();
    this.#unanswered.clear();
    for (const opening of all) {
      opening.number = null;
      opening.listener.closed(1006, 'connection lost');
    }
  }

  #ask(opening: Opening): void {
    opening.asked = true;
    this.#unanswered.add(opening.name);
    this.#wire.send({ type: 'open', name: opening.name, own: opening.own });
  }

  #close(opening: Opening): void {
    if (this.#byName.get(opening.name) !== opening) return;
    const { number } = opening;
    this.#forget(opening);
    if (number !== null) this.#wire.send({ type: 'close', channel: number });
  }

  #forget(opening: Opening): void {
    this.#byName.delete(opening.name);
    if (opening.number !== null) this.#byNumber.delete(opening.number);
    opening.number = null;
  }
}
