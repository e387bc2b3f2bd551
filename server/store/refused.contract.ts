/** What every store promises of the edits that were written back. */
import { describe, expect, it } from 'vitest';
import { Impossible } from '../../shared/lib/assert.ts';
import { author, documentNamed, entry, kindNamed, shopNamed } from './entries-scene.ts';
import { mostRefused } from './refused-edits.ts';
import type { RefusedEdit, RefusedQuery, Store } from './store.ts';

const demo = shopNamed('demo');
const order = documentNamed('order/a');
const device = documentNamed('device/a');

const edit = (id: string, more: Partial<RefusedEdit> = {}): RefusedEdit => ({
  id,
  field: 'price',
  rule: 'role',
  value: '1',
  count: 1,
  author: author('ben'),
  role: 'technician',
  through: 'app',
  at: 1_700_000_000_000,
  ...more,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function refusedContract(store: () => Store): void {
  const ids = async (query: Partial<RefusedQuery> = {}) =>
    (await store().refused({ shop: demo, limit: 1_000, ...query })).map(({ id }) => id);
  const keep = (...refused: RefusedEdit[]) => store().append([entry(order, 'x', { refused })]);

  describe('edits that were written back', () => {
    it('STORE-18: are settled in the commit of the entry that applies them, or not at all', async () => {
      await keep(edit('a'), edit('b'));
      const settlement = { state: 'applied', by: author('ana'), at: 5 } as const;
      const applies = (id: string) =>
        entry(order, id, { settles: { id, author: settlement.by, settlement } });
      const lost = documentNamed('order/a', shopNamed('nowhere'));
      await expect(store().append([applies('a'), entry(lost, '')])).rejects.toThrow();
      expect(await ids({ state: 'applied' })).toEqual([]);
      await store().append([applies('a')]);
      expect(await store().refused({ shop: demo, id: 'a', limit: 1 })).toMatchObject([
        { state: 'applied', settled: { by: 'ana', at: 5 } },
      ]);
      expect(await store().settleRefused(demo, 'a', settlement)).toBe(false);
      expect(await ids({ state: 'open' })).toEqual(['b']);
    });

    it('STORE-18: are stored with the entry that wrote them back, with all that is said of them', async () => {
      await keep(edit('a'), edit('b', { author: author('fay'), value: '"two"' }));
      const [b, a] = await store().refused({ shop: demo, limit: 10 });
      expect(a).toEqual({ ...edit('a'), n: expect.any(Number) as number, name: order, state: 'open' });
      expect(b).toMatchObject({ id: 'b', author: 'fay', value: '"two"' });
      const lost = documentNamed('order/a', shopNamed('nowhere'));
      await expect(
        store().append([entry(order, '', { refused: [edit('c')] }), entry(lost, '')]),
      ).rejects.toThrow();
      expect(await ids()).toEqual(['b', 'a']);
      expect(await store().refused({ shop: shopNamed('nowhere'), limit: 10 })).toEqual([]);
    });

    it('STORE-18: are found by author, state, id and kind, the newest first, in pages', async () => {
      await keep(edit('a'), edit('b', { author: author('fay') }), edit('c'));
      await store().append([entry(device, '', { refused: [edit('d')] })]);
      expect(await ids({ author: author('ben') })).toEqual(['d', 'c', 'a']);
      expect(await ids({ id: 'b' })).toEqual(['b']);
      expect(await ids({ without: [kindNamed('order')] })).toEqual(['d']);
      const [first, second] = await store().refused({ shop: demo, limit: 2 });
      expect([first?.id, second?.id]).toEqual(['d', 'c']);
      expect(await ids({ before: second?.n ?? 0 })).toEqual(['b', 'a']);
    });

    it('STORE-18: an entry that applies one that is not open is not stored, nor what is in a call with it', async () => {
      await keep(edit('a'));
      const by = author('ana');
      const applies = entry(order, 'y', {
        settles: { id: 'a', author: by, settlement: { state: 'applied', by, at: 7 } },
      });
      expect(await store().settleRefused(demo, 'a', { state: 'discarded', by, at: 6 })).toBe(true);
      const before = await store().head(demo);
      await expect(store().append([entry(order, 'x'), applies])).rejects.toThrow(Impossible);
      expect(await store().head(demo)).toBe(before);
      expect(await ids({ state: 'discarded' })).toEqual(['a']);
      await keep(edit('b'));
      const twice = { ...applies, settles: { ...applies.settles, id: 'b' } } as typeof applies;
      await expect(store().append([twice, twice])).rejects.toThrow(Impossible);
      expect(await ids({ state: 'open' })).toEqual(['b']);
    });

    it('STORE-18: that one is cut is kept with it', async () => {
      await keep(edit('a', { cut: true }), edit('b'));
      const [b, a] = await store().refused({ shop: demo, limit: 10 });
      expect(a).toMatchObject({ id: 'a', cut: true });
      expect(b).not.toHaveProperty('cut');
    });

    it('STORE-18: are settled once', async () => {
      await keep(edit('a'), edit('b'));
      const by = author('ana');
      expect(await store().settleRefused(demo, 'a', { state: 'applied', by, at: 7 })).toBe(true);
      expect(await store().settleRefused(demo, 'a', { state: 'discarded', by, at: 8 })).toBe(false);
      expect(await store().settleRefused(demo, 'none', { state: 'applied', by, at: 7 })).toBe(false);
      expect(await ids({ state: 'open' })).toEqual(['b']);
      const [settled] = await store().refused({ shop: demo, state: 'applied', limit: 1 });
      expect(settled).toMatchObject({ id: 'a', settled: { by: 'ana', at: 7 } });
    });

    it('STORE-18: one that goes on takes its own place, as long as it is open', async () => {
      await keep(edit('a', { value: '"w"' }), edit('b'));
      await keep(edit('a', { value: '"wo"', count: 2, at: 1_700_000_000_500 }));
      const [, a] = await store().refused({ shop: demo, limit: 10 });
      expect(a).toMatchObject({ id: 'a', value: '"wo"', count: 2, at: 1_700_000_000_500 });
      await store().settleRefused(demo, 'a', { state: 'discarded', by: author('ben'), at: 7 });
      await keep(edit('a', { value: '"wor"', count: 3 }));
      expect(await store().refused({ shop: demo, id: 'a', limit: 1 })).toMatchObject([{ value: '"wo"' }]);
    });

    it('STORE-18: of one person the newest are kept, of others nothing is lost over it', async () => {
      await keep(edit('fays', { author: author('fay') }));
      const many = Array.from({ length: mostRefused + 10 }, (_, at) => edit(`b${at}`));
      await keep(...many);
      const left = await ids({ author: author('ben') });
      expect(left).toHaveLength(mostRefused);
      expect(left.at(-1)).toBe('b10');
      expect(await ids({ author: author('fay') })).toEqual(['fays']);
    });
  });
}
