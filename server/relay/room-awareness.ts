/**
 * Who is in one document and where: the awareness of y-websocket, one entry per listener (rule PRES-2). Decides what
 * of an awareness message is taken; knows neither sockets nor documents.
 */
import type { AwarenessEntry } from '../../shared/protocol/awareness-entries.ts';
import type { Identity } from '../auth/identity.ts';

/** Ids whose clocks are remembered after they left. */
const maxClocks = 4_096;
/** A clock above this was not counted by anybody; the relay's own count goes on from below it. */
const highestClock = 2 ** 30;

interface Live {
  /** As others get it. */
  readonly entry: AwarenessEntry;
  /** The clock that its owner gave. */
  readonly given: number;
}

export class RoomAwareness {
  readonly #entries = new Map<number, Live>();
  readonly #moved = new Set<number>();
  /** The last clock that others were given of each id, so that nobody who had an id earlier locks its owner out. */
  readonly #clocks = new Map<number, number>();

  /** Entries that came or went since this was asked last. */
  takeMoved(): AwarenessEntry[] {
    const moved = [...this.#moved]
      .map((client) => this.#entries.get(client)?.entry)
      .filter((entry) => entry !== undefined);
    this.#moved.clear();
    for (const { client, state } of moved) if (state === 'null') this.#entries.delete(client);
    return moved;
  }

  get hasMoved(): boolean {
    return this.#moved.size > 0;
  }

  /** Everybody who is here. */
  all(): AwarenessEntry[] {
    return [...this.#entries.values()].map(({ entry }) => entry).filter(({ state }) => state !== 'null');
  }

  isLive(client: number): boolean {
    const live = this.#entries.get(client);
    return live !== undefined && live.entry.state !== 'null';
  }

  /** Takes an entry that its owner sent; false when a newer one is there. */
  put(entry: AwarenessEntry): boolean {
    const before = this.isLive(entry.client) ? this.#entries.get(entry.client) : undefined;
    const isNewer =
      before === undefined ||
      entry.clock > before.given ||
      (entry.clock === before.given && entry.state === 'null');
    if (!isNewer) return false;
    this.#take(entry);
    return true;
  }

  /** Its owner is gone. */
  remove(client: number): void {
    if (this.isLive(client)) this.#take({ client, clock: 0, state: 'null' });
  }

  /** With its owner's clock where that goes on from what others had, as it does unless the id had another holder. */
  #take({ client, clock: given, state }: AwarenessEntry): void {
    const last = this.#clocks.get(client) ?? -1;
    const clock = given > last && given <= highestClock ? given : last + 1;
    this.#clocks.delete(client);
    this.#clocks.set(client, clock);
    const [oldest] = this.#clocks.keys();
    if (this.#clocks.size > maxClocks && oldest !== undefined) this.#clocks.delete(oldest);
    this.#entries.set(client, { entry: { client, clock, state }, given });
    this.#moved.add(client);
  }
}

/** The state as others get it: who it is comes from the token, all else from the client. */
export function stampState(state: string, { user, name }: Identity): string {
  if (state === 'null') return state;
  const told = JSON.parse(state) as Record<string, unknown>;
  const claimed = told['user'];
  const kept = typeof claimed === 'object' && claimed !== null && !Array.isArray(claimed) ? claimed : {};
  return JSON.stringify({ ...told, user: { ...kept, id: user, name } });
}
