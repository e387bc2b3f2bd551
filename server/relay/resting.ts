/**
 * Puts documents that nobody used for a while to rest, a little at a time: what is open and only looked at, or edited now
 * and then, takes no more memory than its bytes (rule ROOM-17).
 */
import type { Cancel } from '../../shared/lib/time.ts';
import { errorKind } from '../log.ts';
import type { Room, RoomContext } from './room.ts';

/** What is looked at and made in one go, so that no message waits for it: a fraction of a millisecond each. */
const slice = { rooms: 500, bytes: 64 * 1024 };

export class Resting {
  readonly #context: Pick<RoomContext, 'time' | 'limits' | 'log'>;
  /** Rooms with a document that is awake. */
  readonly #awake = new Set<Room>();
  #next: Cancel | undefined;
  #stopped = false;

  constructor(context: Pick<RoomContext, 'time' | 'limits' | 'log'>) {
    this.#context = context;
  }

  /** The room's document is awake: it is put to rest when it was not used for a while. */
  watch(room: Room): void {
    this.#awake.add(room);
    this.#plan();
  }

  /** Nothing is put to rest any more. */
  stop(): void {
    this.#stopped = true;
    this.#next?.();
  }

  #plan(): void {
    if (this.#stopped || this.#next || this.#awake.size === 0) return;
    const { time, limits } = this.#context;
    this.#next = time.after(limits.restAfter, () => this.#round(new Set(this.#awake).values()));
  }

  /** Looks at those that were awake when the round began: each that was not used since the round before goes to rest. */
  #round(rooms: Iterator<Room>): void {
    let bytes = 0;
    for (let seen = 0; seen < slice.rooms && bytes < slice.bytes; seen++) {
      const { value: room } = rooms.next() as IteratorResult<Room, undefined>;
      if (!room) {
        this.#next = undefined;
        return this.#plan();
      }
      bytes += this.#rest(room);
    }
    this.#next = this.#context.time.after(1, () => this.#round(rooms));
  }

  #rest(room: Room): number {
    try {
      const { bytes, rests } = room.rest();
      if (rests) this.#awake.delete(room);
      return bytes;
    } catch (error) {
      this.#awake.delete(room);
      this.#context.log('error', 'task-failed', { kind: errorKind(error) });
      return 0;
    }
  }
}
