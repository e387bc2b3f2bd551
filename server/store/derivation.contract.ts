/** What every store promises of how far derived fields have followed. */
import { describe, expect, it } from 'vitest';
import { documentNamed, entry, kindNamed, shopNamed } from './entries-scene.ts';
import type { Fact, Store } from './store.ts';

const demo = shopNamed('demo');
const kinds = ['order', 'device'].map(kindNamed);
const [order, device, ticket] = ['order/a', 'device/d', 'ticket/t'].map((path) => documentNamed(path)) as [
  ReturnType<typeof documentNamed>,
  ReturnType<typeof documentNamed>,
  ReturnType<typeof documentNamed>,
];
const bare = ({ kind, id }: typeof order) => ({ kind, id });
const fact = (target: typeof order | null, value: string): Fact => ({
  ...bare(device),
  target: target && target.id,
  value,
});

/** `store` gives an open store that has the empty shop `demo`. */
export function derivationContract(store: () => Store): void {
  const moved = (after: number, limit = 10, bytes = 1_000) =>
    store().moved({ shop: demo, after, kinds, limit, bytes });

  describe('what is derived', () => {
    it('STORE-21: what moved is told once, by its newest entry, of the kinds that are asked for', async () => {
      expect(await moved(0)).toEqual({ upTo: 0, more: false, records: [] });
      const seqs = await store().append([
        entry(order, '1', { row: '{"old":1}' }),
        entry(device, '2', { row: '{}' }),
        entry(order, '3'),
        entry(ticket, '4'),
      ]);
      const [, second = 0, third = 0, last = 0] = seqs;
      const records = [
        { ...bare(device), head: second, row: '{}' },
        { ...bare(order), head: third, row: null },
      ];
      expect(await moved(0)).toEqual({ upTo: last, more: false, records });
      expect(await moved(second)).toEqual({ upTo: last, more: false, records: records.slice(1) });
      expect(await moved(last)).toEqual({ upTo: last, more: false, records: [] });
    });

    it('STORE-21: it is read a part at a time, of so many records or about so many bytes', async () => {
      const row = JSON.stringify('x'.repeat(600));
      const names = ['a', 'b', 'c'].map((id) => documentNamed(`order/${id}`));
      const seqs = await store().append(names.map((name) => entry(name, '', { row })));
      for (const [limit, bytes] of [
        [1, 100_000],
        [10, 700],
        [10, 1],
      ] as const) {
        const first = await moved(0, limit, bytes);
        expect(first).toMatchObject({ more: true, upTo: seqs[0], records: [{ id: 'a' }] });
        const second = await moved(first.upTo, limit, bytes);
        expect(second).toMatchObject({ more: true, records: [{ id: 'b' }] });
        expect(await moved(second.upTo, limit, bytes)).toMatchObject({ more: false, records: [{ id: 'c' }] });
      }
    });

    it('STORE-21: facts are kept with their place in the log and with what is due, all of it or nothing', async () => {
      const [seq = 0] = await store().append([entry(device, '1')]);
      expect(await store().derivation(demo, 10)).toEqual({ upTo: 0, due: [] });
      const due = [bare(order), { kind: kindNamed('client'), id: order.id }];
      await store().saveDerivation(demo, { upTo: seq, facts: [fact(order, '"new"')], due });
      await store().saveDerivation(demo, { due });
      expect(await store().derivation(demo, 10)).toEqual({ upTo: seq, due: due.toReversed() });
      expect((await store().derivation(demo, 1)).due).toHaveLength(1);
      await store().saveDerivation(demo, { upTo: 0, settled: [bare(order)] });
      expect(await store().derivation(demo, 10)).toEqual({ upTo: seq, due: due.slice(1) });
      const nowhere = { ...fact(order, '1'), id: order.id };
      await expect(
        store().saveDerivation(demo, { upTo: seq + 2, facts: [fact(null, '2'), nowhere], due }),
      ).rejects.toThrow();
      expect(await store().derivation(demo, 10)).toEqual({ upTo: seq, due: due.slice(1) });
      expect(await store().facts({ shop: demo, names: [device] })).toEqual([fact(order, '"new"')]);
    });

    it('STORE-21: facts are found by their record and by their target, in their shop', async () => {
      const far = shopNamed('far');
      await store().createShop(far, 'Far');
      await store().append([entry(device, '1'), entry(documentNamed('device/d', far), '1')]);
      await store().saveDerivation(demo, { facts: [fact(order, '"one"')] });
      await store().saveDerivation(far, { facts: [fact(order, '"far"')] });
      const of = (targets: (typeof order)[], kind = 'device') =>
        store().facts({ shop: demo, kind: kindNamed(kind), targets: targets.map(({ id }) => id) });
      expect(await of([device, order])).toEqual([fact(order, '"one"')]);
      expect(await of([order], 'order')).toEqual([]);
      await store().saveDerivation(demo, { facts: [fact(null, '"two"')] });
      expect(await of([order])).toEqual([]);
      expect(await store().facts({ shop: demo, names: [order, device] })).toEqual([fact(null, '"two"')]);
      expect(await store().derivation(far, 10)).toEqual({ upTo: 0, due: [] });
    });
  });
}
