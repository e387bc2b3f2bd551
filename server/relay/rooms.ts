/**
 * Which rooms there are. A document has one room at a time: opened once however many ask for it, kept while somebody
 * holds it or something of it is on its way, gone some time after (rules ROOM-7 and ROOM-8).
 */
import type { Cancel } from '../../shared/lib/time.ts';
import { errorKind } from '../log.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable, type DocumentName } from '../store/store.ts';
import type { Listener } from './listener.ts';
import { emptyDocument, loadDocument, type LoadedDocument } from './load-document.ts';
import { Resting } from './resting.ts';
import { Room, type RoomContext } from './room.ts';
import { retry } from './room-receive.ts';
import { afterStored, heal, settle } from './room-rest.ts';
import { whenStored } from './room-write.ts';

interface Slot {
  readonly name: DocumentName;
  readonly loading: Promise<Room>;
  room: Room | undefined;
  /** Who holds it: listeners, local writes, and those who wait for it to load. */
  holders: number;
  cancelUnload: Cancel | undefined;
  settling: boolean;
}

const keyOf = ({ shop, kind, id }: DocumentName): string => `${shop}/${kind}/${id}`;

export class Rooms {
  readonly #context: RoomContext;
  readonly #slots = new Map<string, Slot>();
  /** Rooms that nobody holds, the longest idle first. */
  readonly #idle = new Set<Slot>();
  /** Nobody comes in while they are erased, or not, after all. */
  readonly #burning = new Set<string>();
  /** Shops that are being taken away. */
  readonly #emptying = new Set<ShopId>();
  readonly #resting: Resting;
  #channels = 0;
  #closing = false;

  constructor(context: RoomContext) {
    this.#context = context;
    this.#resting = new Resting(context);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** How many of them keep their document as bytes. */
  get resting(): number {
    let count = 0;
    for (const { room } of this.#slots.values()) if (room?.atRest) count++;
    return count;
  }

  /**
   * The document's room, held for the caller until `release`.
   * @throws Erased when its name is burnt.
   * @throws StoreUnavailable when it cannot be read now, takes too long, or is being erased, which may fail yet.
   */
  async open(name: DocumentName): Promise<Room> {
    const key = keyOf(name);
    for (;;) {
      if (this.#emptying.has(name.shop)) throw new StoreUnavailable('the shop is taken away');
      if (this.#burning.has(key)) throw new StoreUnavailable('the record is being erased');
      const slot = this.#slots.get(key) ?? this.#start(key, name);
      slot.holders++;
      this.#idle.delete(slot);
      slot.cancelUnload?.();
      slot.cancelUnload = undefined;
      // A load that fails takes its slot, and with it this hold, away.
      const room = await slot.loading;
      // It may have ended in the moment between; the next one is another room.
      if (room.phase !== 'ended') return room;
    }
  }

  /** Gives a room back. */
  release(room: Room): void {
    const slot = this.#slotOf(room);
    if (!slot) return;
    slot.holders--;
    this.#rest(slot);
  }

  /** Those of a shop that are in memory. */
  *of(shop: ShopId): Generator<Room> {
    for (const { name, room } of this.#slots.values()) if (name.shop === shop && room) yield room;
  }

  /** The document's room when it is in memory. */
  peek(name: DocumentName): Room | undefined {
    return this.#slots.get(keyOf(name))?.room;
  }

  /**
   * Lets nobody into these records while `work` runs, which finds all that was acknowledged there in the store and erases
   * them, or changes them otherwise. Who was in one hears `told` once that is done, and to come back when it failed (rule ERASE-4).
   */
  async burn<T>(
    names: readonly DocumentName[],
    work: () => Promise<T>,
    told: CloseName = 'erased',
  ): Promise<T> {
    const keys = names.map(keyOf).filter((key) => !this.#burning.has(key));
    for (const key of keys) this.#burning.add(key);
    const wereIn: Listener[] = [];
    let why: CloseName = 'storeUnavailable';
    try {
      for (const key of keys) {
        const slot = this.#slots.get(key);
        const room = slot && (await slot.loading.catch(() => undefined));
        if (!room) continue;
        wereIn.push(...this.#take(room));
        // Reading does not wait for what is being written (rule STORE-15).
        await new Promise<void>((done) => whenStored(room, { stored: done, failed: () => done() }));
      }
      const done = await work();
      why = told;
      return done;
    } finally {
      for (const key of keys) this.#burning.delete(key);
      for (const listener of wereIn) listener.ended(why);
    }
  }

  /** Lets nobody into the records of a shop while `work` takes it away; whoever was in one is out. */
  async empty<T>(shop: ShopId, work: () => Promise<T>): Promise<T> {
    this.#emptying.add(shop);
    try {
      const slots = [...this.#slots.values()].filter(({ name }) => name.shop === shop);
      for (const { loading } of slots) {
        const room = await loading.catch(() => undefined);
        if (!room) continue;
        for (const listener of this.#take(room)) listener.ended('notFound');
        // What is on its way must not come to a shop that is gone.
        await new Promise<void>((done) => whenStored(room, { stored: done, failed: () => done() }));
      }
      return await work();
    } finally {
      this.#emptying.delete(shop);
    }
  }

  /** Saves rows and folds logs, of all rooms, a few at a time. It is the end: no room waits for its time any more. */
  async settleAll(): Promise<void> {
    this.#closing = true;
    this.#resting.stop();
    for (const slot of this.#slots.values()) {
      slot.cancelUnload?.();
      slot.cancelUnload = undefined;
    }
    const rooms = [...this.#slots.values()].map(({ room }) => room).filter((room) => room !== undefined);
    const next = rooms.values();
    const work = async (): Promise<void> => {
      for (const room of next) await settle(room);
    };
    await Promise.all(Array.from({ length: 16 }, work));
  }

  #start(key: string, name: DocumentName): Slot {
    const slot: Slot = {
      name,
      loading: this.#load(name)
        .then((loaded) => this.#opened(slot, loaded))
        .catch((error: unknown) => {
          this.#slots.delete(key);
          throw error;
        }),
      room: undefined,
      holders: 0,
      cancelUnload: undefined,
      settling: false,
    };
    this.#slots.set(key, slot);
    return slot;
  }

  #opened(slot: Slot, loaded: LoadedDocument): Room {
    const { log } = this.#context;
    const room = new Room(this.#context, slot.name, ++this.#channels, loaded, {
      broken: () => void this.#reload(room),
      failed: (error) => this.#failed(room, error),
      stored: () => {
        afterStored(room);
        if (room.inFlight === 0) this.#rest(slot);
      },
      refilled: () => heal(room),
      woke: () => this.#resting.watch(room),
    });
    this.#resting.watch(room);
    if (loaded.damaged) log('error', 'document-damaged', { ...slot.name });
    slot.room = room;
    return room;
  }

  async #load(name: DocumentName): Promise<LoadedDocument> {
    const { store, time, limits, log } = this.#context;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = time.after(limits.loadWithin, () =>
      reject(new StoreUnavailable('reading takes too long')),
    );
    try {
      const stored = await Promise.race([store.load(name), late]);
      return stored ? loadDocument(stored) : emptyDocument();
    } catch (error) {
      if (!(error instanceof Erased))
        log('error', 'document-not-loaded', { ...name, kind: errorKind(error) });
      throw error;
    } finally {
      cancel();
    }
  }

  /** The document in memory is not to be trusted: what is stored, and on its way there, is. */
  async #reload(room: Room): Promise<void> {
    const { log } = this.#context;
    room.phase = 'reloading';
    log('error', 'document-broken', { ...room.name });
    try {
      await new Promise<void>((stored, failed) => whenStored(room, { stored, failed }));
      const loaded = await this.#load(room.name);
      if (room.phase !== 'reloading') return loaded.doc.destroy();
      room.take(loaded);
      room.resume();
      retry(room);
    } catch {
      this.#end(room);
    }
  }

  /** Others were shown what is not stored. The room is over; who has the edit offers it to the next one. */
  #failed(room: Room, error: unknown): void {
    const { log } = this.#context;
    log('error', 'not-stored', { ...room.name, kind: errorKind(error) });
    this.#end(room);
  }

  #end(room: Room): void {
    for (const listener of this.#take(room)) listener.ended('storeUnavailable');
  }

  /** Ends a room that is not to be found any more; who was in it is to be told. */
  #take(room: Room): readonly Listener[] {
    const slot = this.#slotOf(room);
    if (slot) {
      this.#slots.delete(keyOf(slot.name));
      this.#idle.delete(slot);
      slot.cancelUnload?.();
    }
    return room.stop();
  }

  #slotOf(room: Room): Slot | undefined {
    const slot = this.#slots.get(keyOf(room.name));
    return slot?.room === room ? slot : undefined;
  }

  /** Nobody holds it and nothing is on its way: it goes after a while, or at once when too many wait for that. */
  #rest(slot: Slot): void {
    const { time, limits } = this.#context;
    if (
      this.#closing ||
      slot.holders > 0 ||
      slot.cancelUnload ||
      slot.settling ||
      (slot.room?.inFlight ?? 0) > 0
    )
      return;
    this.#idle.add(slot);
    slot.cancelUnload = time.after(limits.unloadAfter, () => void this.#unload(slot));
    if (this.#idle.size <= limits.maxIdleRooms) return;
    const [oldest] = this.#idle;
    if (oldest) void this.#unload(oldest);
  }

  async #unload(slot: Slot): Promise<void> {
    slot.cancelUnload?.();
    slot.cancelUnload = undefined;
    this.#idle.delete(slot);
    const { room } = slot;
    if (!room || slot.settling) return;
    slot.settling = true;
    try {
      await settle(room);
    } catch (error) {
      this.#context.log('error', 'task-failed', { kind: errorKind(error) });
    }
    slot.settling = false;
    // Whoever came while it was folded finds it open still: the last look and the end are one step.
    if (slot.holders > 0 || room.phase === 'ended') return;
    if (room.inFlight > 0 || room.phase === 'reloading') return this.#rest(slot);
    this.#slots.delete(keyOf(slot.name));
    room.end('draining');
  }
}
