/**
 * Random histories against a plain model, for each store. A document is a set of words here: an update is some
 * words, the state is their union, and so a lost or a doubled piece shows at once.
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { bytes, documentNamed, entry, itemsOf, kindNamed, shopNamed, text } from './entries-scene.ts';
import { MemoryStore } from './memory-store.ts';
import type { DocumentName, PageQuery, Seq, Store, StoredDocument } from './store.ts';
import { temporaryStore, type TemporaryStore } from './temporary-store-scene.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 25);
const paths = ['order/a', 'order/b', 'order/c', 'device/a', 'device/b', 'client/a'];

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      documents: fc.array(fc.nat(paths.length - 1), { minLength: 1, maxLength: 4 }),
      row: fc.boolean(),
    }),
  },
  /** Remembers a document as it is now, for a compaction or a row that comes later and may be stale by then. */
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('capture' as const), document: fc.nat(paths.length - 1) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('compact' as const), captured: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save-row' as const), captured: fc.nat(3) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      replica: fc.nat(3),
      size: fc.integer({ min: 1, max: 250 }),
      /** Whether something is written while the page is being built. */
      race: fc.option(fc.nat(paths.length - 1)),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const words = (update: Uint8Array): string[] => text(update).split(' ').filter(Boolean);
const union = (updates: readonly Uint8Array[]): Set<string> => new Set(updates.flatMap(words));
const sorted = (set: ReadonlySet<string> | undefined): string[] => [...(set ?? [])].sort();

/** What a replica that follows pages holds. */
class Follower {
  readonly which: Pick<PageQuery, 'kinds' | 'without'>;
  readonly held = new Map<string, Set<string>>();
  cursor: Seq = 0;

  constructor(which: Pick<PageQuery, 'kinds' | 'without'> = {}) {
    this.which = which;
  }

  wants(path: string): boolean {
    const { kinds, without } = this.which;
    const among = (some: readonly string[]): boolean => some.some((kind) => path.startsWith(`${kind}/`));
    return (!kinds || among(kinds)) && !(without && among(without));
  }

  async pull(store: Store, shop: DocumentName['shop'], size: number) {
    const page = await store.page({ shop, after: this.cursor, bytes: size, ...this.which });
    const items = await itemsOf(page);
    const keys = items.map(({ kind, id }) => `${kind}/${id}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(items.map(({ seq }) => seq)).toEqual(items.map(({ seq }) => seq).sort((a, b) => a - b));
    for (const { kind, id, whole, chunks, damaged } of items) {
      expect(damaged).toBe(false);
      const before = whole ? [] : [...(this.held.get(`${kind}/${id}`) ?? [])];
      this.held.set(`${kind}/${id}`, new Set([...before, ...union(chunks)]));
    }
    expect(page.cursor).toBeGreaterThanOrEqual(this.cursor);
    this.cursor = page.cursor;
    return { page, items };
  }
}

interface Modelled {
  readonly words: Set<string>;
  head: Seq;
  rowOf: Seq;
}

class History {
  readonly shop: DocumentName['shop'];
  readonly documents = new Map<string, Modelled>();
  readonly captured: { readonly name: DocumentName; readonly document: StoredDocument }[] = [];
  readonly followers = [
    new Follower(),
    new Follower(),
    new Follower({ kinds: ['order', 'client'].map(kindNamed) }),
    new Follower({ without: ['order', 'client'].map(kindNamed) }),
  ];
  #written = 0;

  constructor(shop: string) {
    this.shop = shopNamed(shop);
  }

  name(at: number): DocumentName {
    return documentNamed(must(paths[at], 'a path'), this.shop);
  }

  /** Takes note of the entries in the order in which they were asked for. */
  async append(store: Store, documents: readonly number[], row: boolean): Promise<void> {
    const entries = documents.map((at) => {
      const word = `w${this.#written++}`;
      return entry(this.name(at), word, row ? { row: `"${word}"` } : {});
    });
    const seqs = await store.append(entries);
    for (const [at, { name, update }] of entries.entries()) {
      const seq = must(seqs[at], 'a number for each entry');
      const key = `${name.kind}/${name.id}`;
      const document = this.documents.get(key) ?? { words: new Set(), head: 0, rowOf: 0 };
      for (const word of words(update)) document.words.add(word);
      expect(seq).toBeGreaterThan(document.head);
      document.head = seq;
      if (row) document.rowOf = seq;
      this.documents.set(key, document);
    }
  }

  async check(store: Store): Promise<void> {
    for (const path of paths) {
      const name = documentNamed(path, this.shop);
      const expected = this.documents.get(path);
      const stored = await store.load(name);
      expect(stored?.head).toBe(expected?.head);
      expect(stored?.damage ?? []).toEqual([]);
      expect(sorted(stored && union(stored.updates))).toEqual(sorted(expected?.words));
      const row = await store.row(name);
      expect(row?.stale).toBe(expected && expected.rowOf < expected.head);
    }
    for (const follower of this.followers) {
      let more = true;
      while (more) ({ more } = (await follower.pull(store, this.shop, 100)).page);
      for (const [path, { words }] of this.documents) {
        expect(sorted(follower.held.get(path))).toEqual(follower.wants(path) ? sorted(words) : []);
      }
    }
  }

  async run(store: Store, action: Exclude<Step, { do: 'restart' }>): Promise<void> {
    if (action.do === 'append') return this.append(store, action.documents, action.row);
    if (action.do === 'capture') {
      const name = this.name(action.document);
      const document = await store.load(name);
      if (document) this.captured.unshift({ name, document });
      return undefined;
    }
    if (action.do === 'pull') return this.pull(store, action.replica, action.size, action.race);

    const then = this.captured[action.captured];
    if (!then) return undefined;
    const { name, document } = then;
    const modelled = must(this.documents.get(`${name.kind}/${name.id}`), 'captured documents exist');
    if (action.do === 'save-row') await store.saveRow(name, '"row"', document.head);
    else {
      const { head: upTo, snapshot: replaces } = document;
      const before = await store.load(name);
      const state = bytes(sorted(union(document.updates)).join(' '));
      const outcome = await store.compact(name, { state, upTo, replaces, row: '"row"' });
      expect(outcome).toBe(before?.snapshot === replaces ? 'compacted' : 'stale');
      if (outcome === 'stale') return undefined;
    }
    modelled.rowOf = Math.max(modelled.rowOf, document.head);
    return undefined;
  }

  async pull(store: Store, replica: number, size: number, race: number | null): Promise<void> {
    const follower = must(this.followers[replica], 'a replica');
    const after = follower.cursor;
    const moved = [...this.documents].filter(([path, { head }]) => head > after && follower.wants(path));
    const racing = race === null ? undefined : this.append(store, [race], false);
    const { page } = await follower.pull(store, this.shop, size);
    await racing;
    if (race !== null) return;
    expect(page.remaining).toBe(moved.length);
    expect(page.more).toBe(page.count < page.remaining);
  }
}

const histories = fc.array(step, { minLength: 5, maxLength: 60 });

interface Opened {
  readonly open: () => Promise<Store>;
  readonly restart: () => Promise<Store>;
  readonly runs: number;
}

function holds({ open, restart, runs }: Opened): Promise<void> {
  let made = 0;
  return fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      let store = await open();
      const history = new History(`shop-${made++}`);
      await store.createShop(history.shop, '');
      for (const action of steps) {
        if (action.do === 'restart') store = await restart();
        else await history.run(store, action);
      }
      await history.check(store);
    }),
    { numRuns: runs },
  );
}

describe('random histories', () => {
  let disk: TemporaryStore | undefined;
  afterAll(() => disk?.remove());

  it('STORE-8: MemoryStore: snapshot and tail are the full replay, and who follows pages ends equal', async () => {
    const store = new MemoryStore();
    const open = () => Promise.resolve(store);
    await holds({ open, restart: open, runs: runs * 2 });
  });

  it('STORE-8: SqliteStore: snapshot and tail are the full replay, and who follows pages ends equal', async () => {
    const scene = await temporaryStore();
    disk = scene;
    await holds({ open: () => Promise.resolve(scene.store), restart: () => scene.reopen(), runs });
  });
});
