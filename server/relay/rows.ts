/** Rows for REST and lists of the relay's own: from the store where they are fresh, made anew where not (rule ROOM-12). */
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { errorKind, type Log } from '../log.ts';
import { Erased } from '../store/erasure-store.ts';
import type { DocumentName, Seq, Store, StoredDocument, StoredRow } from '../store/store.ts';
import { loadDocument } from './load-document.ts';
import { rowJson } from './room.ts';
import type { VersionedRow } from './relay.ts';
import type { Rooms } from './rooms.ts';

/** Documents that are read at once to make their rows. */
const atOnce = 16;

export interface RowPage {
  readonly rows: readonly VersionedRow[];
  readonly next: EntityId | undefined;
}

export class Rows {
  readonly #store: Store;
  readonly #rooms: Rooms;
  readonly #log: Log;

  constructor(store: Store, rooms: Rooms, log: Log) {
    this.#store = store;
    this.#rooms = rooms;
    this.#log = log;
  }

  /** @throws StoreUnavailable */
  async page(
    shop: ShopId,
    kind: KindName,
    {
      after,
      places,
      limit,
    }: { readonly after?: string; readonly places?: readonly string[]; readonly limit: number },
  ): Promise<RowPage> {
    const query = {
      shop,
      kind,
      limit: limit + 1,
      ...(after !== undefined && { after }),
      ...(places && { places }),
    };
    const found = await this.#store.rows(query);
    const stored = found.slice(0, limit);
    const rows: (VersionedRow | undefined)[] = [];
    const next = stored.entries();
    const work = async (): Promise<void> => {
      for (const [at, each] of next) rows[at] = await this.#fresh({ shop, kind, id: each.id }, each);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, stored.length) }, work));
    return {
      rows: rows.filter((row) => row !== undefined),
      next: found.length > limit ? stored.at(-1)?.id : undefined,
    };
  }

  /** @throws StoreUnavailable */
  async one(name: DocumentName): Promise<VersionedRow | undefined> {
    const stored = await this.#store.row(name);
    return stored && this.#fresh(name, stored);
  }

  async #fresh(name: DocumentName, stored: StoredRow): Promise<VersionedRow | undefined> {
    if (stored.row !== null && !stored.stale) return versioned(stored.row, stored.head);
    const room = this.#rooms.peek(name);
    // What of it is on its way to the log has no number yet: who reads it is taken not to have seen it, and nothing is lost.
    if (room?.phase === 'open') return versioned(rowJson(room.kind, name, room.doc), room.head);
    const read = await this.#load(name);
    if (!read) return undefined;
    const made = this.#make(name, read);
    if (!made) return undefined;
    const { json, head, damaged } = made;
    // A row is only worth keeping when it shows all that was stored; failing to keep it costs time, not truth.
    if (!damaged) await this.#store.saveRow(name, json, head).catch(() => undefined);
    return versioned(json, head);
  }

  /** Undefined for one that was erased since its row was read. */
  async #load(name: DocumentName): Promise<StoredDocument | undefined> {
    try {
      return await this.#store.load(name);
    } catch (error) {
      if (error instanceof Erased) return undefined;
      throw error;
    }
  }

  /** Undefined for a document that cannot be integrated: one such is missing in a list, and does not end it. */
  #make(name: DocumentName, read: StoredDocument) {
    try {
      const { doc, head, damaged } = loadDocument(read);
      const json = rowJson(kindNamed(name.kind), name, doc);
      doc.destroy();
      return { json, head, damaged };
    } catch (error) {
      this.#log('error', 'row-not-made', { ...name, kind: errorKind(error) });
      return undefined;
    }
  }
}

const versioned = (json: string, version: Seq): VersionedRow => ({ ...(JSON.parse(json) as Row), version });
