/**
 * Who is in one document and where: the awareness of y-websocket, one entry per listener (rule PRES-2). Decides what
 * of an awareness message is taken; knows neither sockets nor documents.
 */
import type { AwarenessEntry } from '../../shared/protocol/awareness-entries.ts';
import type { Identity } from '../auth/identity.ts';

export class RoomAwareness {
  readonly #entries = new Map<number, AwarenessEntry>();
  readonly #moved = new Set<number>();

  /** Entries that came or went since this was asked last. */
  takeMoved(): AwarenessEntry[] {
    const moved = [...this.#moved]
      .map((client) => this.#entries.get(client))
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
    return [...this.#entries.values()].filter(({ state }) => state !== 'null');
  }

  isLive(client: number): boolean {
    const entry = this.#entries.get(client);
    return entry !== undefined && entry.state !== 'null';
  }

  /** Takes an entry that its owner sent; false when a newer one is there. */
  put(entry: AwarenessEntry): boolean {
    const before = this.#entries.get(entry.client);
    const isNewer =
      before === undefined ||
      entry.clock > before.clock ||
      (entry.clock === before.clock && entry.state === 'null' && before.state !== 'null');
    if (!isNewer) return false;
    this.#entries.set(entry.client, entry);
    this.#moved.add(entry.client);
    return true;
  }

  /** Its owner is gone. */
  remove(client: number): void {
    const before = this.#entries.get(client);
    if (before && before.state !== 'null') this.put({ client, clock: before.clock + 1, state: 'null' });
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
