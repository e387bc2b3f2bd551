/** The part of a store's contract that is about catching up. Run by `storeContract`. */
import { describe, expect, it } from 'vitest';
import { bytes, documentNamed, entry, itemsOf, kindNamed, shopNamed, text } from './entries-scene.ts';
import type { Store } from './store.ts';

const demo = shopNamed('demo');
const order = documentNamed('order/a');
const other = documentNamed('order/b');

/** `store` gives an open store that has the empty shop `demo`. */
export function pagesContract(store: () => Store): void {
  const page = async (
    after: number,
    limit = 1_000_000,
    kinds?: readonly string[],
    without?: readonly string[],
  ) => {
    const stored = await store().page({
      shop: demo,
      after,
      bytes: limit,
      ...(kinds && { kinds: kinds.map(kindNamed) }),
      ...(without && { without: without.map(kindNamed) }),
    });
    const items = (await itemsOf(stored)).map(({ chunks, ...item }) => ({
      ...item,
      chunks: chunks.map(text),
    }));
    expect(items).toHaveLength(stored.count);
    return { ...stored, items };
  };

  describe('pages', () => {
    it('STORE-1: nothing of another shop is in a page', async () => {
      const far = shopNamed('far');
      await store().createShop(far, 'Far');
      await store().append([entry(documentNamed('order/a', far), 'theirs'), entry(order, 'mine')]);
      expect((await page(0)).items.map(({ chunks }) => chunks)).toEqual([['mine']]);
    });

    it('STORE-7: each document once, oldest first by its newest entry, whole from 0', async () => {
      await store().append(
        ['a1', 'b1', 'a2'].map((update) => entry(documentNamed(`order/${update[0]}`), update)),
      );
      const { items, more, remaining } = await page(0);
      expect({ more, remaining }).toEqual({ more: false, remaining: 2 });
      expect(items.map(({ id, whole, chunks }) => ({ id, whole, chunks }))).toEqual([
        { id: 'b', whole: true, chunks: ['b1'] },
        { id: 'a', whole: true, chunks: ['a1', 'a2'] },
      ]);
    });

    it('STORE-7: when nothing moved the page is empty and the cursor stays', async () => {
      await store().append([entry(order, '1')]);
      const { cursor } = await page(0);
      expect(await page(cursor)).toMatchObject({ cursor, more: false, remaining: 0, count: 0 });
    });

    it('STORE-7: an empty shop and an unknown one have empty pages', async () => {
      const empty = { cursor: 0, more: false, remaining: 0, count: 0 };
      expect(await page(0)).toMatchObject(empty);
      const query = { shop: shopNamed('nowhere'), after: 12, bytes: 1 };
      expect(await store().page(query)).toMatchObject(empty);
    });

    it('STORE-7: holds about as many bytes as asked for, and at least one document', async () => {
      const names = Array.from({ length: 10 }, (_, at) => documentNamed(`order/${at}`));
      await store().append(names.map((name) => entry(name, 'x'.repeat(1000))));
      const counts: number[] = [];
      let cursor = 0;
      for (let left = 10; left > 0;) {
        const next = await page(cursor, 3500);
        expect(next.remaining).toBe(left);
        counts.push(next.count);
        left -= next.count;
        ({ cursor } = next);
      }
      expect(counts).toEqual([3, 3, 3, 1]);
      expect(cursor).toBe(await store().head(demo));
      expect((await page(0, 1)).count).toBe(1);
    });

    it('STORE-7: only the kinds that were asked for, and the cursor passes the others', async () => {
      await store().append(
        ['order/a', 'device/a', 'order/b', 'client/a'].map((path) => entry(documentNamed(path), path)),
      );
      const { items, cursor, remaining } = await page(0, 1_000_000, ['device', 'client']);
      expect(items.map(({ kind }) => kind)).toEqual(['device', 'client']);
      expect({ cursor, remaining }).toEqual({ cursor: await store().head(demo), remaining: 2 });
      expect((await page(0, 1_000_000, [])).count).toBe(0);
    });

    it('READ-2: kinds that are left out are as if nothing of them were stored', async () => {
      await store().append(
        ['pay/a', 'device/a', 'pay/b', 'client/a', 'pay/c'].map((path) => entry(documentNamed(path), path)),
      );
      const head = await store().head(demo);
      const whole = await page(0, 1_000_000, undefined, ['pay']);
      expect(whole).toMatchObject({ cursor: head, more: false, remaining: 2, count: 2 });
      expect(whole.items.map(({ kind }) => kind)).toEqual(['device', 'client']);
      const first = await page(0, 1, undefined, ['pay']);
      expect(first).toMatchObject({ more: true, remaining: 2, count: 1 });
      const second = await page(first.cursor, 1, undefined, ['pay']);
      expect(second).toMatchObject({ cursor: head, more: false, remaining: 1, count: 1 });
      const named = await page(0, 1_000_000, ['pay', 'client'], ['pay']);
      expect(named.items.map(({ kind }) => kind)).toEqual(['client']);
      expect(await page(0, 1_000_000, ['pay'], ['pay'])).toMatchObject({
        cursor: head,
        count: 0,
        more: false,
      });
      expect(await page(0, 1_000_000, undefined, [])).toMatchObject({ count: 5 });
      // What was counted for one reader is not told another.
      expect(await page(0, 1)).toMatchObject({ remaining: 5 });
      expect(await page(0, 1, undefined, ['pay'])).toMatchObject({ remaining: 2 });
    });

    it('STORE-7: a row comes along only while it is fresh', async () => {
      await store().append([entry(order, '1', { row: '{"n":1}' }), entry(other, '2', { row: '{"n":2}' })]);
      await store().append([entry(order, '3')]);
      expect((await page(0)).items.map(({ row }) => row)).toEqual(['{"n":2}', null]);
    });

    it('STORE-8: whoever has everything is sent just the entries after the cursor', async () => {
      await store().append([entry(order, '1')]);
      const { cursor } = await page(0);
      await store().append([entry(order, '2'), entry(other, 'new'), entry(order, '3')]);
      const items = (await page(cursor)).items.map(({ id, whole, chunks }) => ({ id, whole, chunks }));
      expect(items).toEqual([
        { id: 'b', whole: true, chunks: ['new'] },
        { id: 'a', whole: false, chunks: ['2', '3'] },
      ]);
    });

    it('STORE-8: a document is whole when its snapshot is newer than the cursor', async () => {
      await store().append([entry(order, '1')]);
      const { cursor } = await page(0);
      const [upTo = 0] = await store().append([entry(order, '2')]);
      await store().compact(order, { state: bytes('1+2'), upTo, replaces: 0, row: '{}' });
      await store().append([entry(order, '3')]);
      expect((await page(cursor)).items).toMatchObject([{ whole: true, chunks: ['1+2', '3'] }]);
      expect((await page(upTo)).items).toMatchObject([{ whole: false, chunks: ['3'] }]);
    });

    it('STORE-8: a document that moved between two pages is not sent as a piece', async () => {
      await store().append([entry(order, 'a1'), entry(other, 'b1'), entry(documentNamed('order/c'), 'c1')]);
      await store().append([entry(order, 'a2')]);
      const first = await page(0, 1);
      expect(first.items).toMatchObject([{ id: 'b' }]);
      await store().append([entry(documentNamed('order/c'), 'c2')]);
      const second = await page(first.cursor);
      expect(second.items.map(({ id, whole, chunks }) => ({ id, whole, chunks }))).toEqual([
        { id: 'a', whole: true, chunks: ['a1', 'a2'] },
        { id: 'c', whole: true, chunks: ['c1', 'c2'] },
      ]);
    });
  });
}
