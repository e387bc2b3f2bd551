/** What every store promises of erasing (rule STORE-25). Part of `store.contract.ts`. */
import { describe, expect, it } from 'vitest';
import { Impossible } from '../../shared/lib/assert.ts';
import type { FileId } from '../../shared/lib/ids.ts';
import { Erased, type Erasure } from './erasure-store.ts';
import { author, bytes, documentNamed, entry, itemsOf, kindNamed, shopNamed, text } from './entries-scene.ts';
import type { DocumentName, LogEntry, RefusedEdit, Store } from './store.ts';

const demo = shopNamed('demo');
const client = documentNamed('client/c1');
const order = documentNamed('order/o1');
const other = documentNamed('client/c2');
const fresh = documentNamed('order/o1-kept');
const photo = 'f'.repeat(22) as FileId;

const bare = ({ kind, id }: DocumentName) => ({ kind, id });

const refusal = (id: string): RefusedEdit => ({
  id,
  field: 'phone',
  rule: 'role',
  value: '"planted"',
  count: 1,
  author: author('vic'),
  role: 'view',
  through: 'app',
  at: 5,
});

const sealed = { key: 'k', nonce: bytes('n'), bytes: bytes('planted') };
const event = { act: 'set', author: author('ana'), at: 7, reason: 'planted' } as const;

const erasure = (more: Partial<Erasure> = {}): Erasure => ({
  shop: demo,
  subject: bare(client),
  by: 'operator',
  at: 99,
  names: [bare(client), bare(order)],
  kept: [entry(fresh, 'kept', { row: '{"kept":1}' })],
  files: [photo],
  ...more,
});

export function erasuresContract(open: () => Store): void {
  /** A client with an order in every place that a store has, and another client beside them. */
  async function filled(): Promise<Store> {
    const store = open();
    const entries: LogEntry[] = [
      entry(client, 'planted 1', {
        claims: [{ client: 7, user: author('ana') }],
        changes: '[{"field":"name"}]',
        refused: [refusal('r1')],
        row: '{"review":["name"]}',
      }),
      entry(order, 'planted 2'),
      entry(other, 'stays', { changes: '[1]', refused: [refusal('r2')], row: '{"other":1}' }),
    ];
    const [, ordered = 0] = await store.append(entries);
    await store.compact(order, { state: bytes('planted'), upTo: ordered, replaces: 0, row: '{}' });
    await store.append([entry(order, 'planted 3')]);
    await store.keepSecret({ name: order, secret: 'passcode' }, sealed, event);
    await store.saveDerivation(demo, {
      upTo: ordered,
      facts: [{ ...bare(order), target: client.id, value: '"planted"' }],
      due: [bare(client)],
    });
    return store;
  }

  describe('erasing', () => {
    it('STORE-25: nothing of an erased record is handed out, and its name is burnt', async () => {
      const store = await filled();
      await store.erase(erasure());
      for (const name of [client, order]) {
        await expect(store.load(name)).rejects.toThrow(Erased);
        expect(await store.isErased(name)).toBe(true);
        expect(await store.row(name)).toBeUndefined();
        expect(await store.history({ name, limit: 9 })).toBeUndefined();
        await expect(store.append([entry(name, 'again')])).rejects.toThrow(Impossible);
        expect(await store.compact(name, { state: bytes('x'), upTo: 2, replaces: 0, row: '{}' })).toBe(
          'stale',
        );
        await store.saveRow(name, '{"again":1}', 2);
        expect(await store.row(name)).toBeUndefined();
        expect(await store.keepSecret({ name, secret: 'passcode' }, sealed, event)).toBe('gone');
        expect(await store.secretEvents(name, 9)).toEqual([]);
        expect(await store.facts({ shop: demo, names: [bare(name)] })).toEqual([]);
        await store.saveDerivation(demo, { facts: [{ ...bare(name), target: null, value: '1' }] });
        expect(await store.facts({ shop: demo, names: [bare(name)] })).toEqual([]);
      }
      expect(await store.secretsNotUnder('other', 9)).toEqual([]);
      expect((await store.derivation(demo, 9)).due).toEqual([]);
      const refused = await store.refused({ shop: demo, limit: 9 });
      expect(refused.map(({ id }) => id)).toEqual(['r2']);
      const { asking, stale } = await store.inReview({ shop: demo, without: [], limit: 9 });
      expect([...asking, ...stale]).toEqual([]);
      const moved = await store.moved({
        shop: demo,
        after: 0,
        kinds: [kindNamed('client'), kindNamed('order')],
        limit: 9,
        bytes: 9_999,
      });
      expect(moved.records.map(({ id }) => id)).toEqual([other.id, fresh.id]);
    });

    it('STORE-25: others are as they were, and what is kept is a record like all', async () => {
      const store = await filled();
      const before = await store.load(other);
      await store.erase(erasure());
      expect(await store.load(other)).toEqual(before);
      expect(await store.isErased(other)).toBe(false);
      expect((await store.history({ name: other, limit: 9 }))?.entries).toHaveLength(1);
      expect((await store.load(fresh))?.updates.map(text)).toEqual(['kept']);
      expect((await store.load(fresh))?.damage).toEqual([]);
      expect(await store.row(fresh)).toMatchObject({ row: '{"kept":1}', stale: false });
      const [seq = 0] = await store.append([entry(fresh, 'more'), entry(other, 'more')]);
      expect(seq).toBeGreaterThan(0);
      expect((await store.load(other))?.damage).toEqual([]);
      expect(
        (await store.rows({ shop: demo, kind: kindNamed('order'), limit: 9 })).map(({ id }) => id),
      ).toEqual([fresh.id]);
    });

    it('STORE-25: who follows the log is told what is gone, once, and nothing of it', async () => {
      const store = await filled();
      const cursor = await store.head(demo);
      expect((await store.page({ shop: demo, after: 0, bytes: 9_999 })).gone).toBeUndefined();
      await store.erase(erasure());
      const page = await store.page({ shop: demo, after: cursor, bytes: 9_999 });
      expect(page.gone).toEqual({ names: ['client/c1', 'order/o1'], files: [photo] });
      expect((await itemsOf(page)).map(({ id }) => id)).toEqual([fresh.id]);
      expect(page).toMatchObject({ count: 1, remaining: 1, more: false, cursor: await store.head(demo) });
      expect((await store.page({ shop: demo, after: page.cursor, bytes: 9_999 })).gone).toBeUndefined();

      const kinds = { kinds: [kindNamed('ticket')] };
      const narrow = await store.page({ shop: demo, after: cursor, bytes: 9_999, ...kinds });
      expect(narrow.gone?.names).toEqual(['client/c1', 'order/o1']);
      const without = { without: [kindNamed('client')] };
      const withheld = await store.page({ shop: demo, after: cursor, bytes: 9_999, ...without });
      expect(withheld.gone?.names).toEqual(['order/o1']);
    });

    it('STORE-25: in small pages each name comes once, before what was stored behind it', async () => {
      const store = await filled();
      await store.erase(erasure());
      await store.append([entry(other, 'later'), entry(documentNamed('client/c3'), 'new')]);
      const seen: string[] = [];
      let cursor = 0;
      for (;;) {
        const page = await store.page({ shop: demo, after: cursor, bytes: 1 });
        seen.push(...(page.gone?.names ?? []), ...(await itemsOf(page)).map(({ id }) => id));
        cursor = page.cursor;
        if (!page.more) break;
      }
      expect(seen).toEqual(['client/c1', 'order/o1', fresh.id, other.id, 'c3']);
    });

    it('STORE-25: that it happened is kept: who, when, by whom and how much, and no more', async () => {
      const store = await filled();
      await store.erase(erasure());
      await store.erase(erasure({ names: [], kept: [], files: [], at: 120 }));
      expect(await store.erasures(demo)).toEqual([
        { n: 2, subject: bare(client), by: 'operator', at: 120, records: {}, kept: 0, files: 0 },
        {
          n: 1,
          subject: bare(client),
          by: 'operator',
          at: 99,
          records: { client: 1, order: 1 },
          kept: 1,
          files: 1,
        },
      ]);
      expect(await store.erasures(shopNamed('far'))).toEqual([]);
      expect([...(await store.erasedFor(demo, bare(client)))].sort()).toEqual(['client/c1', 'order/o1']);
      expect(await store.erasedFor(demo, bare(other))).toEqual([]);
    });

    it('STORE-25: what is still to be done is told until it is done', async () => {
      const store = await filled();
      expect(await store.unfinishedErasures()).toEqual({ files: [], scrub: false });
      await store.erase(erasure());
      expect((await store.unfinishedErasures()).files).toEqual([{ shop: demo, id: photo }]);
      await store.noteFileRemoved(demo, photo);
      expect(await store.scrub()).toBe(true);
      expect(await store.unfinishedErasures()).toEqual({ files: [], scrub: false });
    });

    it('STORE-25: one that cannot be is not begun', async () => {
      const store = await filled();
      const before = await store.load(client);
      const nowhere = erasure({ kept: [entry(documentNamed('order/x', shopNamed('far')), 'x')] });
      await expect(store.erase(nowhere)).rejects.toThrow(Impossible);
      expect(await store.load(client)).toEqual(before);
      expect(await store.erasures(demo)).toEqual([]);
      await expect(store.erase(erasure({ shop: shopNamed('far'), kept: [] }))).rejects.toThrow(Impossible);
    });
  });
}
