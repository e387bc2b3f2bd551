/**
 * Who is in a shop and where: kept in memory, told as a list to who comes and as changes to who is there (rule
 * PRES-1). Who may not read a kind is not told who looks at a record of it: to them it is nowhere (rule READ-3).
 */
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { EntityKey, ShopId } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import { encodeDown } from '../../shared/protocol/codec.ts';
import type { Present } from '../../shared/protocol/messages.ts';
import type { Role } from '../../shared/schema/field.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { everywhere } from '../../shared/schema/place.ts';

export interface PresenceListener {
  readonly role: Role;
  /** The places that it sees; all when absent. */
  readonly places?: readonly string[] | undefined;
  readonly send: (frame: Uint8Array) => void;
}

/** Somebody, and the place of the record that they look at. */
interface Placed {
  readonly present: Present;
  readonly place: string;
}

interface ShopPresence {
  readonly here: Map<string, Placed>;
  readonly listeners: Map<string, PresenceListener>;
  readonly moved: Set<string>;
  due: boolean;
}

export class Presence {
  readonly #time: Time;
  readonly #every: number;
  readonly #failed: (error: unknown) => void;
  readonly #shops = new Map<ShopId, ShopPresence>();

  constructor(time: Time, every: number, failed: (error: unknown) => void) {
    this.#time = time;
    this.#every = every;
    this.#failed = failed;
  }

  /** Sends everybody, the newcomer included, to the newcomer, and the newcomer to everybody. */
  join(shop: ShopId, present: Present, listener: PresenceListener): void {
    const found = this.#shops.get(shop) ?? {
      here: new Map(),
      listeners: new Map(),
      moved: new Set(),
      due: false,
    };
    this.#shops.set(shop, found);
    found.here.set(present.session, { present, place: everywhere });
    const here = visible([...found.here.values()], listener);
    listener.send(encodeDown({ type: 'presence', whole: true, here, left: [] }));
    found.listeners.set(present.session, listener);
    this.#move(shop, found, present.session);
  }

  /** `place` is where the record is that they look at. */
  move(shop: ShopId, present: Present, place: string = everywhere): void {
    const found = this.#shops.get(shop);
    if (!found?.here.has(present.session)) return;
    found.here.set(present.session, { present, place });
    this.#move(shop, found, present.session);
  }

  /** A record is somewhere else. */
  relocate(shop: ShopId, record: EntityKey, place: string): void {
    const found = this.#shops.get(shop);
    if (!found) return;
    for (const [session, { present }] of found.here) {
      if (present.at !== record) continue;
      found.here.set(session, { present, place });
      this.#move(shop, found, session);
    }
  }

  leave(shop: ShopId, session: string): void {
    const found = this.#shops.get(shop);
    if (!found?.here.delete(session)) return;
    found.listeners.delete(session);
    if (found.listeners.size === 0) this.#shops.delete(shop);
    else this.#move(shop, found, session);
  }

  /** What comes within one interval leaves as one message, encoded once for all who see the same. */
  #move(shop: ShopId, found: ShopPresence, session: string): void {
    found.moved.add(session);
    if (found.due) return;
    found.due = true;
    this.#time.after(this.#every, () => {
      found.due = false;
      if (this.#shops.get(shop) !== found) return;
      const moved = [...found.moved];
      found.moved.clear();
      const here = moved.map((each) => found.here.get(each)).filter((each) => each !== undefined);
      const left = moved.filter((each) => !found.here.has(each));
      const frames = new Map<string, Uint8Array>();
      for (const listener of found.listeners.values()) {
        try {
          const sees = [listener.role, ...(listener.places ?? ['*'])].join('\n');
          const frame =
            frames.get(sees) ??
            encodeDown({ type: 'presence', whole: false, here: visible(here, listener), left });
          frames.set(sees, frame);
          listener.send(frame);
        } catch (error) {
          this.#failed(error);
        }
      }
    });
  }
}

/** Where people are, as far as somebody of this role, who sees these places, may know. */
const visible = (here: readonly Placed[], { role, places }: PresenceListener): readonly Present[] =>
  here.map(({ present, place }) => {
    const record = parseEntityKey(present.at);
    const isSeen = !record || (mayRead(role, record.kind) && (places?.includes(place) ?? true));
    return isSeen ? present : { ...present, at: '', field: '' };
  });
