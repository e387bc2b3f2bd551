/** One document that is open on a multiplexed socket: what its room tells, as frames and messages of that socket. */
import { entityKey } from '../../shared/lib/ids.ts';
import { closeCodes, type CloseName } from '../../shared/protocol/codes.ts';
import type { Down } from '../../shared/protocol/messages.ts';
import type { RefusedEdit } from '../store/store.ts';
import { toldRefused } from './told-refused.ts';
import type { Identity } from '../auth/identity.ts';
import type { Listener } from './listener.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import type { RoomMessage } from './room-message.ts';

/** What a channel needs of its socket. */
export interface ChannelSocket {
  readonly identity: Identity;
  readonly session: string;
  readonly otherSchema: boolean;
  sendFrame(frame: Uint8Array): void;
  /** Sends what the other end asked for. */
  sendAnswer(frame: Uint8Array): void;
  send(message: Down): void;
  acknowledge(channel: Channel, updates: number): void;
  /** Tells what is on disk, before something is closed. */
  acknowledgeNow(): void;
  unstored(bytes: number): void;
  work(run: () => void): void;
  /** The room ended it, or does not want it. */
  left(channel: Channel): void;
}

export class Channel implements Listener {
  readonly plain = false;
  readonly own: ReadonlySet<number>;
  readonly room: Room;
  /** Set once the room has it. */
  member: Member | undefined;
  readonly #socket: ChannelSocket;
  #ended = false;

  constructor(socket: ChannelSocket, room: Room, own: readonly number[]) {
    this.#socket = socket;
    this.room = room;
    this.own = new Set(own);
  }

  get identity(): Identity {
    return this.#socket.identity;
  }

  get session(): string {
    return this.#socket.session;
  }

  get otherSchema(): boolean {
    return this.#socket.otherSchema;
  }

  deliver(message: RoomMessage): void {
    if (!this.#ended) this.#socket.sendFrame(message.frame);
  }

  answer(message: RoomMessage): void {
    if (!this.#ended) this.#socket.sendAnswer(message.frame);
  }

  acknowledged(updates: number): void {
    this.#socket.acknowledge(this, updates);
  }

  refused(refused: readonly RefusedEdit[]): void {
    const name = entityKey(this.room.name);
    this.#socket.send({ type: 'refused', name, edits: refused.map(({ field, rule }) => ({ field, rule })) });
    // For those who know it; older replicas ignore a kind that they do not know.
    this.#socket.send({ type: 'kept', edits: refused.map((edit) => toldRefused(name, edit)) });
  }

  taken(clients: readonly number[]): void {
    if (!this.#ended) this.#socket.send({ type: 'taken', name: entityKey(this.room.name), clients });
  }

  unstored(bytes: number): void {
    this.#socket.unstored(bytes);
  }

  work(run: () => void): void {
    this.#socket.work(run);
  }

  ended(why: CloseName): void {
    if (this.#ended) return;
    this.#ended = true;
    // What brought the record to where its author does not see it is theirs no longer to send.
    this.#socket.acknowledgeNow();
    this.#socket.left(this);
    if (why === 'erased') {
      // Replicas from before this was known hear that there is no such record.
      this.#socket.send({ type: 'erased', names: [entityKey(this.room.name)], files: [] });
      why = 'notFound';
    }
    if (why === 'storeUnavailable') {
      this.#socket.send({ type: 'error', kind: 'store-unavailable', message: 'This could not be stored.' });
    }
    this.#socket.send({
      type: 'closed',
      name: entityKey(this.room.name),
      code: closeCodes[why],
      reason: why,
    });
  }

  /** The other end gave it back, or is gone. */
  close(): void {
    this.#ended = true;
  }
}
