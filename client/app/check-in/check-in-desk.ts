/**
 * The check-in that this tab is at. Every change is made of the newest state, whoever makes it and however late, and is
 * kept at once. A lock says which tab has which check-in: one that a dead tab left is gone on with, one that another
 * tab is at is left alone (rule CHECKIN-5).
 */
import type { EntityId, FileId } from '../../../shared/lib/ids.ts';
import { Listeners } from '../../replica/listeners.ts';
import type { DraftShelf, TabLocks } from '../drafts/kept-drafts.ts';
import { emptyCheckIn, filesOf, withPhoto, type CheckIn } from './check-in.ts';
import { keep, namesKept, readKept } from './kept-check-in.ts';

export interface DeskOptions {
  readonly shelf: DraftShelf;
  /** Remembers which check-in was this tab's, over a reload. */
  readonly tabShelf: Pick<Storage, 'getItem' | 'setItem'>;
  /** Absent where there are none; then nobody can tell a dead tab from a live one, and what is kept is gone on with. */
  readonly locks: TabLocks | undefined;
  /** Of this shop and user. */
  readonly scope: string;
  /** Makes an id for a record of that kind. */
  readonly fresh: (kind: string) => EntityId;
  /** The location that one begins with; empty for none. */
  readonly location: () => string;
  readonly files: {
    /** It was taken out before it was handed in: nobody else has seen it. */
    readonly giveUp: (file: FileId) => void;
    /** It was ready only after its device had been handed in. */
    readonly addLate: (device: EntityId, file: FileId) => void;
  };
  /** Aborted when the session ends: the locks are given back, and nothing is written any more. */
  readonly signal: AbortSignal;
}

export interface DeskState {
  readonly checkIn: CheckIn;
  /** Whether it was begun earlier and is gone on with. */
  readonly resumed: boolean;
}

/** Where a check-in is kept; its lock has the same name. */
interface Place {
  readonly name: string;
  readonly over: Promise<void>;
  readonly end: () => void;
}

export class CheckInDesk {
  readonly #options: DeskOptions;
  readonly #prefix: string;
  readonly #listeners = new Listeners();
  readonly #handedIn = new Set<EntityId>();
  #place: Place;
  #state: DeskState;
  /** Whether there is anything that a check-in of a dead tab must not take the place of. */
  #begun = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#prefix = `solder.check-in/${options.scope}/`;
    this.#state = { checkIn: this.#empty(), resumed: false };
    this.#place = this.#placeAt(this.#prefix + this.#state.checkIn.order);
    const kept = namesKept(options.shelf, this.#prefix);
    const own = options.tabShelf.getItem(this.#prefix);
    // After a reload its own comes back, not just any; the lock of the page before may be given back only soon.
    for (const name of own !== null && kept.includes(own) ? [own] : kept) {
      this.#lock(name, () => this.#goOnWith(name));
    }
  }

  readonly state = (): DeskState => this.#state;

  readonly subscribe = (changed: () => void): (() => void) => this.#listeners.subscribe(changed);

  /** `to` is handed the check-in as it is now, which may be newer than what is on the screen. */
  readonly change = (to: (was: CheckIn) => Partial<CheckIn>): void => {
    if (this.#options.signal.aborted) return;
    if (!this.#begun) this.#begin();
    const { checkIn: was } = this.#state;
    const checkIn = { ...was, ...to(was) };
    keep(this.#options.shelf, this.#place.name, checkIn);
    this.#show({ ...this.#state, checkIn });
    this.#giveUp(was, new Set(filesOf(checkIn)));
  };

  /** A photo is ready; its device may be removed or handed in by now. */
  readonly addPhoto = (device: EntityId, file: FileId): void => {
    const { giveUp, addLate } = this.#options.files;
    if (this.#state.checkIn.devices.some(({ id }) => id === device)) {
      this.change((was) => withPhoto(was, device, file));
    } else if (this.#handedIn.has(device)) addLate(device, file);
    else giveUp(file);
  };

  /** Accepted for an order that may be handed in or thrown away by now; then nobody signed anything. */
  readonly sign = (order: EntityId, file: FileId, signedBy: string): void => {
    if (this.#state.checkIn.order === order) this.change(() => ({ signature: file, signedBy }));
    else this.#options.files.giveUp(file);
  };

  /** Throws away what is filled in, and begins anew. */
  readonly startAgain = (): void => {
    const { checkIn } = this.#state;
    keep(this.#options.shelf, this.#place.name, undefined);
    this.#place.end();
    this.#clear();
    this.#giveUp(checkIn, new Set());
  };

  /**
   * Begins anew. What was filled in stays kept until its records are on this device's disk.
   * @param handed the check-in as it was handed in
   * @param saved resolves when they are
   */
  handedIn(handed: CheckIn, saved: Promise<void>): void {
    const { devices } = this.#state.checkIn;
    const place = this.#place;
    const known = new Set(filesOf(handed));
    this.#clear();
    for (const { id } of handed.devices) this.#handedIn.add(id);
    for (const { id, photos } of devices) {
      for (const photo of photos) if (!known.has(photo)) this.#options.files.addLate(id, photo);
    }
    const forget = (): void => {
      keep(this.#options.shelf, place.name, undefined);
      place.end();
    };
    void saved.then(forget, ended);
  }

  #empty(): CheckIn {
    const { fresh, location } = this.#options;
    return { ...emptyCheckIn(fresh), location: location() };
  }

  #clear(): void {
    this.#begun = false;
    const checkIn = this.#empty();
    this.#place = this.#placeAt(this.#prefix + checkIn.order);
    this.#show({ checkIn, resumed: false });
  }

  #begin(): void {
    const { name, over } = this.#place;
    this.#begun = true;
    this.#options.tabShelf.setItem(this.#prefix, name);
    // Asked for before anything is kept under this name: nobody else can have asked before.
    this.#lock(name, () => over);
  }

  #goOnWith(name: string): Promise<void> {
    const { shelf, tabShelf, signal } = this.#options;
    // What is not gone on with here waits for the next visit.
    if (this.#begun || signal.aborted) return Promise.resolve();
    const checkIn = readKept(shelf, name, this.#state.checkIn);
    if (!checkIn) return Promise.resolve();
    this.#begun = true;
    this.#place = this.#placeAt(name);
    tabShelf.setItem(this.#prefix, name);
    this.#show({ checkIn, resumed: true });
    return this.#place.over;
  }

  #giveUp(was: CheckIn, still: ReadonlySet<FileId>): void {
    // Once handing in was tried, a record may name them.
    if (was.number !== '') return;
    for (const file of filesOf(was)) if (!still.has(file)) this.#options.files.giveUp(file);
  }

  #show(state: DeskState): void {
    this.#state = state;
    this.#listeners.emit();
  }

  #placeAt(name: string): Place {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.signal.addEventListener('abort', () => resolve(), { once: true });
    return { name, over: promise, end: resolve };
  }

  #lock(name: string, held: () => Promise<void>): void {
    const { locks, signal } = this.#options;
    if (locks) void locks.request(name, { signal }, held).catch(ended);
    else void held();
  }
}

/** A lock request ends with the page or with the session; there is nothing to do about it. */
const ended = (): void => undefined;
