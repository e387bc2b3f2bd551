/** What every store promises of the history that it keeps beside the log. */
import { describe, expect, it } from 'vitest';
import { author, bytes, documentNamed, entry } from './entries-scene.ts';
import { maxHistory } from './history.ts';
import type { HistoryQuery, Store, StoredChange } from './store.ts';

const order = documentNamed('order/a');
const other = documentNamed('order/b');
const start = 1_700_000_000_000;

const text = (version: number, changes: string, more: Partial<StoredChange> = {}): StoredChange => ({
  version,
  part: 1,
  at: start,
  author: author('ben'),
  through: 'app',
  changes,
  ...more,
});

/** What of a history is asked for. */
type Query =
  | { readonly since: number }
  | { readonly after: number }
  | Pick<Paged, 'limit'>
  | Pick<Paged, 'limit' | 'before'>;
type Paged = Extract<HistoryQuery, { readonly limit: number }>;

/** `store` gives an open store that has the empty shop `demo`. */
export function historyContract(store: () => Store): void {
  const read = async (query: Query = { limit: 100 }, name = order) => {
    const found = await store().history({ name, ...query });
    return found && { ...found, entries: found.entries.map(({ changes }) => changes) };
  };
  const fold = (upTo: number, history: readonly StoredChange[], replaces = 0, name = order) =>
    store().compact(name, { state: bytes('all'), upTo, replaces, row: '{}', history });

  describe('history', () => {
    it('STORE-16: what an entry changed is stored with it, and only where something is told', async () => {
      const [first = 0] = await store().append([
        entry(order, '1', { changes: '[1]', through: 'rest', author: author('ana') }),
        entry(other, '2', { changes: '["other"]' }),
      ]);
      await store().append([entry(order, '3')]);
      const found = await store().history({ name: order, limit: 10 });
      expect(found?.entries).toEqual([
        { version: first, part: 0, at: start, author: 'ana', through: 'rest', changes: '[1]' },
      ]);
      expect(found).toMatchObject({ more: false, lost: 0, document: { snapshot: 0 } });
      expect(found?.document.marks.map(({ through }) => through)).toEqual(['rest', 'app']);
      expect(await read({ limit: 1 }, documentNamed('order/none'))).toBeUndefined();
    });

    it('STORE-16: a call of which nothing is stored leaves no history', async () => {
      const lost = documentNamed('order/a', 'nowhere' as never);
      await expect(
        store().append([entry(order, '1', { changes: '[1]' }), entry(lost, '2', { changes: '[2]' })]),
      ).rejects.toThrow();
      expect(await read()).toBeUndefined();
    });

    it('STORE-16: it is read the newest first, in pages, or since a moment or a version', async () => {
      const seqs = await store().append(
        [1, 2, 3, 4].map((at) => entry(order, `${at}`, { at: start + at, changes: `[${at}]` })),
      );
      expect(await read()).toMatchObject({ entries: ['[4]', '[3]', '[2]', '[1]'], more: false });
      expect(await read({ limit: 2 })).toMatchObject({ entries: ['[4]', '[3]'], more: true });
      const before = { version: seqs[2] ?? 0, part: 0 };
      expect(await read({ before, limit: 1 })).toMatchObject({ entries: ['[2]'], more: true });
      expect(await read({ before, limit: 2 })).toMatchObject({ entries: ['[2]', '[1]'], more: false });
      expect(await read({ before: { ...before, part: 1 }, limit: 1 })).toMatchObject({ entries: ['[3]'] });
      expect(await read({ since: start + 2 })).toMatchObject({ entries: ['[4]', '[3]'], more: true });
      expect(await read({ since: 0 })).toMatchObject({ entries: ['[4]', '[3]', '[2]', '[1]'], more: false });
      expect(await read({ after: seqs[0] ?? -1 })).toMatchObject({
        entries: ['[4]', '[3]', '[2]'],
        more: true,
      });
      expect(await read({ after: seqs[3] ?? -1 })).toMatchObject({ entries: [], more: true });
    });

    it('STORE-16: it outlives a compaction, which brings what its entries tell of texts, or nothing when it is stale', async () => {
      const [first = 0, second = 0] = await store().append([
        entry(order, '1', { changes: '[1]' }),
        entry(order, '2', { changes: '[2]' }),
      ]);
      expect(await fold(second, [text(first, '["a"]'), text(second, '["b"]')])).toBe('compacted');
      expect(await read()).toMatchObject({ entries: ['["b"]', '[2]', '["a"]', '[1]'] });
      expect(await fold(first, [text(first, '["late"]', { part: 2 })])).toBe('stale');
      expect(await fold(second, [text(second, '["again"]')], second)).toBe('compacted');
      expect(await read()).toMatchObject({ entries: ['["b"]', '[2]', '["a"]', '[1]'] });
    });

    it('STORE-17: what is older than a moment is forgotten, in every record, bit by bit', async () => {
      const entries = Array.from({ length: 2_500 }, (_, at) =>
        entry(at % 2 ? other : order, '', { at: start + at, changes: `[${at}]` }),
      );
      await store().append(entries);
      let forgotten = 0;
      for (let some = -1; some !== 0;) forgotten += some = await store().forgetHistory(start + 2_498);
      expect(forgotten).toBe(2_498);
      expect(await read()).toMatchObject({ entries: ['[2498]'] });
      expect(await read({ limit: 9 }, other)).toMatchObject({ entries: ['[2499]'] });
      expect((await store().load(order))?.updates).toHaveLength(1_250);
    });

    it('STORE-17: a record that was changed more than anybody reads loses its oldest entries', async () => {
      const large = JSON.stringify('x'.repeat(maxHistory / 4));
      const seqs = await store().append(
        [1, 2, 3, 4, 5].map((at) => entry(order, `${at}`, { changes: `${large}${' '.repeat(at)}` })),
      );
      await store().append([entry(other, '1', { changes: '[1]' })]);
      await fold(seqs.at(-1) ?? 0, []);
      const found = await store().history({ name: order, limit: 10 });
      expect(found?.entries.map(({ version }) => version)).toEqual(seqs.slice(2).toReversed());
      expect(await read({ limit: 9 }, other)).toMatchObject({ entries: ['[1]'] });
    });
  });
}
