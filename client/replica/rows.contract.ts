/** What every vault promises of rows. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { edit, item, key, row } from './testing/vault-scene.ts';
import type { StoredRow, Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function rowsContract(open: () => Promise<Vault>): void {
  describe('rows', () => {
    it('REPL-13: lists rows newest first, in pages, per kind', async () => {
      const vault = await open();
      const rows = [3, 1, 4, 1, 5, 9, 2, 6].map((at, index) => row(`r${index}`, at));
      await vault.saveRows([...rows, row('c1', 100, 'client')]);
      await vault.saveRows([row('r1', 7)]);
      const seen: string[] = [];
      for (let last: StoredRow | undefined; ;) {
        const page = await vault.rows('ticket', last, 3);
        seen.push(...page.map(({ id, at }) => `${id}@${at}`));
        last = page.at(-1);
        if (page.length < 3) break;
      }
      expect(seen).toEqual(['r5@9', 'r1@7', 'r7@6', 'r4@5', 'r2@4', 'r0@3', 'r6@2', 'r3@1']);
      expect(await vault.rowKinds()).toEqual(['client', 'ticket']);
      await vault.removeRow(key('r5'));
      expect((await vault.rows('ticket', undefined, 1)).map(({ id }) => id)).toEqual(['r1']);
    });

    it('REPL-36: a row that is still to be made is told from one that is there, and stands in its place until it is', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', items: [{ ...item('a', 1, [edit('a')]), row: row('a', 1) }] });
      await vault.applyPage({ epoch: 'e', items: [item('a', 2, [edit('b')]), item('b', 3, [edit('c')])] });
      const rows = await vault.rows('ticket', undefined, 9);
      expect(rows.map(({ id, json }) => [id, json])).toEqual([
        ['a', ''],
        ['b', ''],
      ]);
      await vault.saveRows([row('a', 2), row('b', 3)]);
      expect((await vault.rows('ticket', undefined, 9)).map(({ at }) => at)).toEqual([3, 2]);
      // Half of a record makes no row, and takes none away.
      const doc = new Y.Doc();
      edit('start ', doc);
      await vault.applyPage({ epoch: 'f', items: [item('a', 4, [edit('later ', doc)], false)] });
      expect((await vault.rows('ticket', undefined, 9)).map(({ at }) => at)).toEqual([3, 2]);
    });
  });
}
