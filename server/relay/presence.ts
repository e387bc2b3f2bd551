/**
 * Who is in a shop and where: kept in memory, told as a list to who comes and as changes to who is there (rule
 * PRES-1). Who may not read a kind is not told who looks at a record of it: to them it is nowhere (rule READ-3).
 */
import { parseEntityKey } from '../../shared/lib/ids.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import { encodeDown } from '../../shared/protocol/codec.ts';
import type { Present } from '../../shared/protocol/messages.ts';
import type { Role } from '../../shared/schema/field.ts';
import { mayRead } from '../../shared/schema/may-read.ts';

export interface PresenceListener {
  readonly role: Role;
  readonly send: (frame: Uint8Array) => void;
}

interface ShopPresence {
  readonly here: Map<string, Present>;
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
    found.here.set(present.session, present);
    const here = visible([...found.here.values()], listener.role);
    listener.send(encodeDown({ type: 'presence', whole: true, here, left: [] }));
    found.listeners.set(present.session, listener);
    this.#move(shop, found, present.session);
  }

  move(shop: ShopId, present: Present): void {
    const found = this.#shops.get(shop);
    if (!found?.here.has(present.session)) return;
    found.here.set(present.session, present);
    this.#move(shop, found, present.session);
  }

  leave(shop: ShopId, session: string): void {
    const found = this.#shops.get(shop);
    if (!found?.here.delete(session)) return;
    found.listeners.delete(session);
    if (found.listeners.size === 0) this.#shops.delete(shop);
    else this.#move(shop, found, session);
  }

  /** What comes within one interval leaves as one message, encoded once for each role. */
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
      const frames = new Map<Role, Uint8Array>();
      for (const { role, send } of found.listeners.values()) {
        try {
          const frame =
            frames.get(role) ??
            encodeDown({ type: 'presence', whole: false, here: visible(here, role), left });
          frames.set(role, frame);
          send(frame);
        } catch (error) {
          this.#failed(error);
        }
      }
    });
  }
}

/** Where people are, as far as somebody of this role may know. */
const visible = (here: readonly Present[], role: Role): readonly Present[] =>
  here.map((present) => {
    const place = parseEntityKey(present.at);
    return place && !mayRead(role, place.kind) ? { ...present, at: '', field: '' } : present;
  });
