/** What every vault promises of records that came with many, which are stored together. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  allRows,
  allWeights,
  edit,
  entry,
  item,
  key,
  manyItems,
  row,
  textOf,
} from '../testing/vault-scene.ts';
import type { Vault } from '../vault.ts';

/** `open` gives a new, empty vault. */
export function bundlesContract(open: () => Promise<Vault>): void {
  describe('records that came with many', () => {
    it('REPL-37: of a record that came with many, everything works as of one that came alone', async () => {
      const vault = await open();
      const items = manyItems(300);
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 300 } });
      const names = items.map(({ name }) => name).sort();
      expect((await allRows(vault, 'ticket')).map(({ name }) => name).sort()).toEqual(names);
      expect([...(await allWeights(vault)).keys()].sort()).toEqual(names);
      expect(await vault.rowKinds()).toEqual(['ticket']);
      expect(await vault.recordNames(key('n3'), 3)).toEqual([key('n30'), key('n300'), key('n31')]);
      expect(await textOf(vault, 'n7')).toBe('text 7');
      expect(await vault.record(key('n7'))).toMatchObject({ seq: 7, epoch: 'e', own: [] });
      expect(await vault.record(key('none'))).toBeUndefined();
      // A later part, alone and among many.
      const doc = new Y.Doc();
      for (const chunk of items[7]?.chunks ?? []) Y.applyUpdate(doc, chunk);
      const later = { ...item('n8', 301, [edit('and ', doc)], false), row: row('n8', 301) };
      expect(await vault.applyPage({ epoch: 'e', items: [later], advance: { from: 300, to: 301 } })).toEqual(
        [],
      );
      expect(await textOf(vault, 'n8')).toBe('and text 8');
      const newer = { ...item('n9', 302, [edit('other')]), row: row('n9', 302) };
      const more = [...manyItems(100, 400), newer, ...items];
      expect(await vault.applyPage({ epoch: 'e', items: more, advance: { from: 301, to: 500 } })).toEqual([]);
      expect([await textOf(vault, 'n8'), await textOf(vault, 'n9')]).toEqual(['and text 8', 'other']);
      const rows = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect([rows.size, rows.get('n8'), rows.get('n9'), rows.get('n450')]).toEqual([400, 301, 302, 450]);
      // An edit of one's own, a fold, a row that was made anew, one that goes.
      await vault.settle([{ id: null, entry: entry('n10') }]);
      expect((await textOf(vault, 'n10')).includes('text 10')).toBe(true);
      expect(await vault.record(key('n10'))).toMatchObject({ seq: 10, own: [expect.anything()] });
      await vault.fold(key('n11'), (stored) => ({
        state: Y.mergeUpdates([...(stored?.chunks ?? []), edit('folded ')]),
        row: row('n11', 999),
      }));
      expect((await textOf(vault, 'n11')).includes('text 11')).toBe(true);
      await vault.saveRows([row('n12', 1000)]);
      await vault.removeRow(key('n13'));
      const after = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect([after.size, after.get('n11'), after.get('n12'), after.get('n13')]).toEqual([
        399,
        999,
        1000,
        undefined,
      ]);
      expect(await textOf(vault, 'n13')).toBe('text 13');
      // The same once more from another store of the relay's: nothing is dropped.
      await vault.applyPage({ epoch: 'f', items: manyItems(100, 20), advance: { from: 0, to: 120 } });
      expect(await textOf(vault, 'n20')).toBe('text 20'.repeat(2));
      expect(await allWeights(vault).then(({ size }) => size)).toBe(400);
    });

    it('REPL-37: some of them are pruned, pinned, forgotten, put aside, erased and withheld, and the others stay', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', items: manyItems(200), advance: { from: 0, to: 200 } });
      await vault.keeping.touch(key('n1'));
      expect((await vault.keeping.weights(undefined, 999)).at(-1)?.name).toBe(key('n1'));
      expect(await vault.keeping.prune([key('n2'), key('n3')])).toEqual([key('n2'), key('n3')]);
      expect(await vault.record(key('n2'))).toMatchObject({ pruned: true, chunks: [] });
      expect((await allWeights(vault)).get(key('n2'))?.bytes).toBe(0);
      expect(await vault.keeping.forget([key('n4')])).toEqual([key('n4')]);
      expect(await vault.record(key('n4'))).toBeUndefined();
      await vault.quarantine(key('n5'));
      expect([await vault.record(key('n5')), await vault.wanted()]).toEqual([undefined, [key('n5')]]);
      await vault.erase({ names: [key('n6')], files: [] });
      expect(await vault.record(key('n6'))).toBeUndefined();
      const rows = (await allRows(vault, 'ticket')).map(({ id }) => id);
      expect([rows.length, rows.includes('n2'), rows.includes('n4'), rows.includes('n6')]).toEqual([
        198,
        true,
        false,
        false,
      ]);
      // Brought back by a page, unless it was erased.
      await vault.applyPage({ epoch: 'e', items: manyItems(200), advance: { from: 200, to: 201 } });
      expect([await textOf(vault, 'n2'), await textOf(vault, 'n4'), await textOf(vault, 'n6')]).toEqual([
        'text 2',
        'text 4',
        '',
      ]);
      for (const id of Array.from({ length: 150 }, (_, at) => `n${at + 40}`))
        await vault.keeping.touch(key(id));
      for (const id of ['n1', 'n10', 'n39', 'n40', 'n199'])
        expect(await textOf(vault, id)).toBe(`text ${id.slice(1)}`);
      await vault.withhold(['ticket']);
      expect([
        await vault.recordNames('', 9),
        await vault.rowKinds(),
        (await allWeights(vault)).size,
      ]).toEqual([[], [], 0]);
    });
  });
}
