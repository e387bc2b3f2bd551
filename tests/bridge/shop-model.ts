/** A shop's records in memory, written to by people on several devices, by the relay's derivation and by the bridge. */
import * as Y from 'yjs';
import type { Records } from '../../server/bridge/records.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import {
  entityKey,
  parseEntityKey,
  systemAuthors,
  type EntityKey,
  type EntityName,
} from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import type { Time } from '../../shared/lib/time.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { deriveOrderStatus } from '../../shared/schema/order-status.ts';

interface Kept {
  readonly name: EntityName;
  readonly doc: Y.Doc;
  head: number;
  written: number;
}

export class ShopModel implements Records {
  readonly kept = new Map<EntityKey, Kept>();
  /** Records that somebody has on a device without a network, with what they wrote. */
  readonly away = new Map<EntityKey, Y.Doc>();
  readonly #clock: StampClock;
  readonly #random: Random;
  #seq = 0;

  constructor(time: Time, random: Random) {
    this.#clock = new StampClock(time);
    this.#random = random;
  }

  exists(name: EntityName): Promise<boolean> {
    return Promise.resolve(this.kept.has(entityKey(name)));
  }

  write<T>(name: EntityName, change: (entity: EntityDocument) => T): Promise<T> {
    const key = entityKey(name);
    const before = this.kept.get(key)?.head ?? 0;
    const result = this.writeAs(name, systemAuthors.bridge, change);
    const after = this.kept.get(key);
    if (after && after.head !== before) after.written++;
    return Promise.resolve(result);
  }

  /** Writes as somebody, at once. */
  writeAs<T>(name: EntityName, author: string, change: (entity: EntityDocument) => T): T {
    const key = entityKey(name);
    const there = this.kept.get(key);
    const doc = there?.doc ?? new Y.Doc({ guid: 'record' });
    let changed = false;
    const noticed = (): void => void (changed = true);
    doc.on('update', noticed);
    try {
      return change(this.#open(name, doc, author));
    } finally {
      doc.off('update', noticed);
      if (changed) this.#moved(name, doc);
    }
  }

  /** Somebody writes on a device that has no network. */
  writeAway(name: EntityName, author: string, change: (entity: EntityDocument) => void): void {
    const key = entityKey(name);
    const doc = this.away.get(key) ?? copyOf(must(this.kept.get(key), 'a record').doc);
    this.away.set(key, doc);
    change(this.#open(name, doc, author));
  }

  /** What was written on devices comes in. */
  comeBack(key: EntityKey): void {
    const doc = this.away.get(key);
    const name = parseEntityKey(key);
    if (!doc || !name) return;
    this.away.delete(key);
    const there = must(this.kept.get(key), 'a record').doc;
    Y.applyUpdate(there, Y.encodeStateAsUpdate(doc));
    this.#moved(name, there);
  }

  moved(after: number, limit: number) {
    const all = [...this.kept.values()]
      .filter(({ head }) => head > after)
      .toSorted((a, b) => a.head - b.head);
    const records = all.slice(0, limit).map(({ name, head }) => ({ ...name, head }));
    const more = all.length > limit;
    return Promise.resolve({ upTo: more ? must(records.at(-1), 'one').head : this.#seq, more, records });
  }

  async *ids(kind: string) {
    await Promise.resolve();
    for (const { id } of this.names(kind)) yield id;
  }

  written(name: EntityName): Promise<number> {
    return Promise.resolve(this.kept.get(entityKey(name))?.written ?? 0);
  }

  read<T>(name: EntityName, look: (entity: EntityDocument) => T): T {
    return this.writeAs(name, systemAuthors.bridge, look);
  }

  names(kind: string): EntityName[] {
    return [...this.kept.values()].filter(({ name }) => name.kind === kind).map(({ name }) => name);
  }

  /** As the relay derives it (rule DERIVE-1). */
  derive(): void {
    const statuses = new Map<string, (string | null)[]>();
    for (const name of this.names('device')) {
      const { order, status, deleted } = this.read(name, (entity) => ({
        order: entity.get('order'),
        status: entity.get('status'),
        deleted: entity.deleted,
      }));
      if (typeof order !== 'string' || deleted) continue;
      statuses.set(order, [...(statuses.get(order) ?? []), status as string | null]);
    }
    for (const name of this.names('order')) {
      const [override, shown] = this.read(name, (entity) => [entity.get('override'), entity.get('status')]);
      const derived = deriveOrderStatus(override as string | null, statuses.get(name.id) ?? []);
      if (derived !== shown)
        this.writeAs(name, systemAuthors.relay, (entity) => entity.set('status', derived));
    }
  }

  #moved(name: EntityName, doc: Y.Doc): void {
    const key = entityKey(name);
    const there = this.kept.get(key);
    if (there) there.head = ++this.#seq;
    else this.kept.set(key, { name: { kind: name.kind, id: name.id }, doc, head: ++this.#seq, written: 0 });
  }

  #open(name: EntityName, doc: Y.Doc, author: string): EntityDocument {
    const kind = must(kindNamed(name.kind), 'a kind');
    return openEntity({ doc, kind, author, clock: this.#clock, random: this.#random, role: () => 'owner' });
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ guid: 'record' });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}
