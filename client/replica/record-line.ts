/**
 * The line of one open record to the relay: the stock y-websocket provider over a channel of the wire, held by this tab. It comes back
 * by itself, unless the relay closed it for good: then it is tried as the record's attempts say.
 */
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import { isFinal } from '../../shared/protocol/codes.ts';
import type { Attempts } from './attempts.ts';
import type { Channels } from './channels.ts';
import { channelSocketClass } from './channel-socket.ts';
import type { Outbox } from './outbox.ts';

export interface RecordLineContext {
  readonly time: Time;
  readonly attempts: Attempts;
  readonly outbox: Outbox;
  readonly channels: Channels;
  readonly maxFrame: () => number;
  /** Names the channel between tabs: holds shop and user. */
  readonly place: string;
  readonly crossTab: boolean;
  readonly tooLarge: (name: EntityKey) => void;
}

export interface RecordLineEvents {
  /** Whether it is connected, live or turned away changed. */
  changed(): void;
  /** All that the relay has is here. */
  synced(): void;
  /** Whether the update that the document is telling of right now was made in this tab. */
  isLocalUpdate(): boolean;
}

export class RecordLine {
  readonly #key: EntityKey;
  readonly #context: RecordLineContext;
  readonly #events: RecordLineEvents;
  #provider: WebsocketProvider | null = null;
  #retry: Cancel | null = null;
  #turnedAway = false;
  #ended = false;

  constructor(key: EntityKey, context: RecordLineContext, events: RecordLineEvents) {
    this.#key = key;
    this.#context = context;
    this.#events = events;
  }

  /** Whether edits can go up right now. */
  get connected(): boolean {
    return this.#provider?.wsconnected ?? false;
  }

  get live(): boolean {
    return this.#provider?.synced ?? false;
  }

  get turnedAway(): boolean {
    return this.#turnedAway && !this.live;
  }

  /** From here on the document is live. `generation`: tabs whose documents hold what was taken back must not speak to those that begin anew. */
  begin(doc: Y.Doc, awareness: Awareness, generation: string): void {
    const { channels, outbox, maxFrame, place, crossTab, tooLarge } = this.#context;
    const key = this.#key;
    const provider = new WebsocketProvider(`${place}/${generation}`, key, doc, {
      awareness,
      disableBc: !crossTab,
      maxBackoffTime: 1_000,
      WebSocketPolyfill: channelSocketClass({
        channels,
        maxFrame,
        record: {
          name: key,
          own: () => [doc.clientID, ...outbox.own(key)],
          isLocalUpdate: () => this.#events.isLocalUpdate(),
          newestEdit: () => outbox.newest(key),
          unsentEdits: () => outbox.joined(key),
          left: (edits) => outbox.leave(edits),
          acknowledged: (upTo) => {
            outbox.acknowledgedUpTo(key, upTo);
            this.#taken();
          },
          tooLarge: () => tooLarge(key),
          ended: (code) => this.#closed(code),
        },
      }),
    });
    provider.on('sync', () => {
      if (provider.synced) this.#events.synced();
      // A record of which nothing waits is not held back by anything once it is live.
      if (provider.synced && outbox.edits(key).length === 0) this.#taken();
      this.#events.changed();
    });
    provider.on('status', () => this.#events.changed());
    this.#provider = provider;
  }

  /** There is a connection again: a channel that the relay had closed for good is worth another try. */
  reconnect(): void {
    this.#cancelRetry();
    this.#turnedAway = false;
    this.#connectAgain();
  }

  /** Begins again, to vouch for what was taken in. */
  restart(): void {
    this.#provider?.disconnect();
    this.#provider?.connect();
  }

  /** Nothing is sent from here on. */
  pause(): void {
    this.#cancelRetry();
    this.#provider?.disconnect();
  }

  /** Nothing is heard or sent any more. */
  end(): void {
    this.#ended = true;
    this.#cancelRetry();
    this.#provider?.destroy();
  }

  #cancelRetry(): void {
    this.#retry?.();
    this.#retry = null;
  }

  #connectAgain(): void {
    if (this.#provider && !this.#provider.shouldConnect) this.#provider.connect();
  }

  #taken(): void {
    const { attempts, outbox } = this.#context;
    attempts.taken(this.#key, outbox.edits(this.#key).length === 0);
  }

  #closed(code: number): void {
    const { attempts, time } = this.#context;
    // After any other code the provider comes back by itself.
    if (isFinal(code) && !this.#ended) {
      this.#turnedAway = true;
      const wait = attempts.failed(this.#key, { kind: 'refused', code });
      this.#cancelRetry();
      if (wait !== null) {
        this.#retry = time.after(wait, () => {
          this.#retry = null;
          this.#connectAgain();
        });
      }
    }
    this.#events.changed();
  }
}
