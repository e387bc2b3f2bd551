/**
 * Shops that keep their locations apart, as the relay has them at hand, and where the records are that it has in memory (section
 * PLACE of docs/SPEC.md). Where a record is, the store says; from the moment on in which somebody moves one, nobody hears another
 * byte of it who may not see it there, and once that is stored they are told that it is not there.
 */
import * as Y from 'yjs';
import { writeUpdate } from '../../shared/protocol/y-message.ts';
import { entityKey, parseEntityKey, type EntityKey, type ShopId } from '../../shared/lib/ids.ts';
import type { Change, Through } from '../../shared/document/history/change.ts';
import { projectRow } from '../../shared/document/row.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { everywhere, fileFields, nowhereYet, placeSaid } from '../../shared/schema/place.ts';
import type { Identity } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import { errorKind, type Log } from '../log.ts';
import type { DocumentName, ShopLocation, Store } from '../store/store.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { tell } from './room-broadcast.ts';

/** What is kept of a shop. */
export interface ShopPlaces {
  readonly apart: boolean;
  readonly all: readonly ShopLocation[];
  /** What devices know the shop by, where that is not the store's epoch; and until when it takes back what they have. */
  readonly epoch?: string;
  readonly takesBackUntil?: number;
}

const none: ShopPlaces = { apart: false, all: [] };

export interface PlacesContext {
  readonly store: Pick<Store, 'place' | 'shop' | 'locations'>;
  /** Rooms of a shop that are in memory. */
  readonly rooms: (shop: ShopId) => Iterable<Room>;
  readonly peek: (name: DocumentName) => Room | undefined;
  /** A record is somewhere else, and that is stored. */
  readonly moved: (shop: ShopId, record: EntityKey, place: string) => void;
  readonly log: Log;
}

export class Places {
  readonly #context: PlacesContext;
  readonly #shops = new Map<ShopId, ShopPlaces>();

  constructor(context: PlacesContext) {
    this.#context = context;
  }

  of(shop: ShopId): ShopPlaces {
    return this.#shops.get(shop) ?? none;
  }

  /** Reads again what the store says of a shop; answers what was known before. @throws StoreUnavailable */
  async read(shop: ShopId): Promise<ShopPlaces> {
    const { store } = this.#context;
    const before = this.of(shop);
    const [found, all] = await Promise.all([store.shop(shop), store.locations(shop)]);
    const { epoch, takesBackUntil, apart = false } = found ?? {};
    this.#shops.set(shop, {
      apart,
      all,
      ...(epoch !== undefined && { epoch }),
      ...(takesBackUntil !== undefined && { takesBackUntil }),
    });
    return before;
  }

  /** Whether somebody may come into a room. A record that is not stored yet is theirs who makes it. @throws StoreUnavailable */
  async maySee(identity: Pick<Identity, 'user' | 'apart' | 'locations'>, room: Room): Promise<boolean> {
    const places = seenPlaces(identity);
    if (!places) return true;
    if (room.head === 0 && room.inFlight === 0) return true;
    const stored = room.place === undefined ? await this.#context.store.place(room.name) : undefined;
    // Somebody may have moved it in the moment between.
    room.place ??= stored;
    room.placeSaid ??= saidIn(room);
    return room.place !== undefined && places.includes(room.place);
  }

  /** An entry of the room is on its way to the log; what it changed, as far as that is known. */
  written(room: Room, author: string, changes: readonly Change[], through: Through): boolean {
    if (!tellsPlace(room.kind, changes, through)) return false;
    room.rowIsDue = true;
    if (!this.of(room.name.shop).apart || !room.kind?.placed) return false;
    const said = saidIn(room);
    const before = room.placeSaid;
    room.placeSaid = said;
    if (before?.own === said.own && before.parent === said.parent && room.place !== undefined) return false;
    this.#put(room, this.#standing(room, author));
    return true;
  }

  /** What was written there is stored, and the store says where it is. */
  settled(room: Room): void {
    const { log } = this.#context;
    this.#settle(room).catch((error: unknown) =>
      log('error', 'place-not-read', { ...room.name, kind: errorKind(error) }),
    );
  }

  async #settle(room: Room): Promise<void> {
    const { store, moved } = this.#context;
    for (const each of [room, ...this.#under(room)]) {
      const place = await store.place(each.name);
      if (place === undefined) continue;
      each.place = place;
      for (const member of each.members) {
        this.#hear(each, member);
        if (member.muted) member.listener.ended('notFound');
      }
      moved(each.name.shop, entityKey(each.name), place);
    }
  }

  /** As far as it is known before it is stored: where that leads to what is not in memory, nobody sees it but its author. */
  #standing(room: Room, author: string): string {
    const { own, parent } = room.placeSaid ?? saidIn(room);
    const name = parent === '' ? undefined : parseEntityKey(parent);
    if (!name) return own === '' ? everywhere : own;
    return this.#context.peek({ shop: room.name.shop, ...name })?.place ?? nowhereYet(author);
  }

  #put(room: Room, place: string): void {
    room.place = place;
    for (const member of room.members) this.#hear(room, member);
    for (const child of this.#under(room)) if (child.place !== place) this.#put(child, place);
  }

  /** Whether a member hears the room where it is now. Who did not for a moment is told all of it. */
  #hear(room: Room, member: Member): void {
    const places = seenPlaces(member.listener.identity);
    const wasMuted = member.muted;
    member.muted = places !== undefined && !places.includes(room.place ?? '');
    if (wasMuted && !member.muted) tell(room, member, writeUpdate(Y.encodeStateAsUpdate(room.doc)));
  }

  /** Rooms of records that go with this one. */
  *#under({ name }: Room): Generator<Room> {
    const key = entityKey(name);
    for (const room of this.#context.rooms(name.shop)) {
      if (room.placeSaid?.parent === key && entityKey(room.name) !== key) yield room;
    }
  }
}

function saidIn({ kind, name, doc }: Room) {
  const fields = kind?.placed ? projectRow(kind, name.id, doc).fields : {};
  return placeSaid(kind, (field) => fields[field]);
}

/** Whether what changed may say that a record is somewhere else, or shows other files: its row is made with it, and not some time later. */
function tellsPlace(kind: Kind | undefined, changes: readonly Change[], through: Through): boolean {
  // Of letters nothing is told here, and most of what comes is letters.
  if (changes.length === 0 && through !== 'heal') return false;
  const fields = [...(kind?.placed ?? []), ...fileFields(kind)];
  if (fields.length === 0) return false;
  // What is handed back tells nothing, and may be anything.
  if (through === 'heal') return true;
  return changes.some((change) => 'field' in change && fields.includes(change.field));
}
