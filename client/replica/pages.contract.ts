/** What every vault promises of pages and of the cursor. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { allRows, edit, item, key, row, textOf } from './testing/vault-scene.ts';
import type { StoredRow, Vault, VaultItem } from './vault.ts';

const paged = (id: string, seq: number, text: string): VaultItem & { readonly row: StoredRow } => ({
  ...item(id, seq, [edit(text)]),
  row: row(id, seq),
});

/** `open` gives a new, empty vault. */
export function pagesContract(open: () => Promise<Vault>): void {
  describe('pages', () => {
    it('REPL-11: stores a page with its cursor, and skips what is not newer', async () => {
      const vault = await open();
      const page = { epoch: 'e', advance: { from: 0, to: 7 } };
      await vault.applyPage({ ...page, items: [item('a', 5, [edit('five')])] });
      expect(await vault.meta()).toMatchObject({ epoch: 'e', cursor: 7 });
      await vault.applyPage({ ...page, items: [item('a', 4, [edit('four')])] });
      expect(await textOf(vault, 'a')).toBe('five');
      await vault.applyPage({ ...page, items: [item('a', 9, [edit('nine')])] });
      expect(await textOf(vault, 'a')).toBe('nine');
      expect(await vault.record(key('b'))).toBeUndefined();
    });

    it('REPL-28: the cursor moves only from where it is, and begins again in another store of the relay', async () => {
      const vault = await open();
      const cursorAfter = async (epoch: string, from: number, to: number): Promise<unknown> => {
        await vault.applyPage({ epoch, items: [], advance: { from, to } });
        const { epoch: of, cursor } = await vault.meta();
        return { of, cursor };
      };
      expect(await cursorAfter('e', 40, 50)).toEqual({ of: '', cursor: 0 });
      expect(await cursorAfter('e', 0, 50)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('e', 40, 45)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('f', 50, 60)).toEqual({ of: 'e', cursor: 50 });
      expect(await cursorAfter('f', 0, 3)).toEqual({ of: 'f', cursor: 3 });
    });

    it('REPL-11: adds deltas to what is there, in order, however many', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      for (let seq = 1; seq <= 120; seq++) {
        const chunks = [edit('x', doc)];
        await vault.applyPage({ epoch: 'e', items: [item('a', seq, chunks, seq === 1)] });
      }
      expect(await textOf(vault, 'a')).toBe('x'.repeat(120));
      expect((await vault.record(key('a')))?.chunks.length).toBeLessThan(60);
    });

    it('REPL-11: a large page of new records stores what is newer among those that are here already, too', async () => {
      const vault = await open();
      const before = [paged('older', 2, 'old'), paged('newer', 400, 'kept'), paged('pruned', 3, 'away')];
      await vault.applyPage({ epoch: 'e', items: before, advance: { from: 0, to: 400 } });
      await vault.keeping.prune([key('pruned')]);
      await vault.saveRows([row('lone', 1)]);
      const doc = new Y.Doc();
      const fresh = Array.from({ length: 200 }, (_, at) => paged(`new-${at}`, 100 + at, `text ${at}`));
      const items: readonly VaultItem[] = [
        ...fresh.slice(0, 130),
        paged('older', 350, 'new'),
        paged('newer', 351, 'late'),
        paged('pruned', 352, 'back'),
        paged('twice', 353, 'first'),
        { ...item('part', 354, [edit('part', doc)], false), row: row('part', 354) },
        paged('lone', 355, 'lone'),
        paged('twice', 356, 'second'),
        ...fresh.slice(130),
      ];
      const page = { epoch: 'e', items, advance: { from: 400, to: 500 } };
      expect(await vault.applyPage(page)).toEqual([key('part')]);
      const expected = {
        older: 'new',
        newer: 'kept',
        pruned: 'back',
        twice: 'second',
        part: 'part',
        lone: 'lone',
      };
      for (const [id, text] of Object.entries(expected)) expect(await textOf(vault, id)).toBe(text);
      for (const at of [0, 63, 64, 128, 199]) expect(await textOf(vault, `new-${at}`)).toBe(`text ${at}`);
      const rows = new Map((await allRows(vault, 'ticket')).map(({ id, at }) => [id, at]));
      expect(rows.size).toBe(206);
      const at = Object.keys(expected).map((id) => rows.get(id));
      expect(at).toEqual([350, 400, 352, 356, 354, 355]);
      expect(await vault.meta()).toMatchObject({ cursor: 500 });
      // Once more, as after a page that was stored without its answer being seen; a part claims nothing of the log.
      expect(await vault.applyPage(page)).toEqual([key('part')]);
      expect(await textOf(vault, 'newer')).toBe('kept');
    });

    it('REPL-34: a part whose start is not here is kept and wanted whole, and never stands in the way of it', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      edit('start ', doc);
      const later = edit('later ', doc);
      const part = item('a', 5, [later], false);
      expect(await vault.applyPage({ epoch: 'e', items: [part] })).toEqual([key('a')]);
      expect(await vault.wanted()).toEqual([key('a')]);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 0, chunks: [later] });
      const whole = item('a', 5, [Y.encodeStateAsUpdate(doc)]);
      expect(await vault.applyPage({ epoch: 'e', items: [whole] })).toEqual([]);
      expect(await textOf(vault, 'a')).toBe('later start ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 5, epoch: 'e' });
      expect(await vault.applyPage({ epoch: 'e', items: [item('a', 6, [edit('6 ', doc)], false)] })).toEqual(
        [],
      );
      // Of another store of the relay nothing is here, so what was here is kept until everything is.
      expect(await vault.applyPage({ epoch: 'f', items: [item('a', 9, [later], false)] })).toEqual([
        key('a'),
      ]);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 6, epoch: 'e' });
    });

    it('RESTORE-5: of a page of another store, records that it knows less of are wanted, and all of it is to be looked through', async () => {
      const vault = await open();
      const [doc, other] = [new Y.Doc(), new Y.Doc()];
      const early = edit('early ', doc);
      const late = edit('late ', doc);
      const gone: Uint8Array[] = [];
      const words = edit('words ', other);
      other.on('update', (update: Uint8Array) => void gone.push(update));
      other.getText('text:notes').delete(0, 2);
      const items = [item('a', 1, [early, late]), item('b', 2, [words, ...gone]), item('c', 3, [edit('c')])];
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 3 } });
      expect(await vault.meta()).toMatchObject({ epoch: 'e', offers: false });
      const c = must(await vault.record(key('c')), 'a record').chunks;
      const older = [item('a', 1, [early]), item('b', 2, [words]), item('c', 3, c)];
      expect(await vault.applyPage({ epoch: 'f', items: older, advance: { from: 0, to: 2 } })).toEqual([
        key('a'),
        key('b'),
      ]);
      expect(await vault.wanted()).toEqual([key('a'), key('b')]);
      expect(await vault.meta()).toMatchObject({ epoch: 'f', offers: true });
      expect(await textOf(vault, 'a')).toBe('late early ');
      // The same store once more says nothing of the kind.
      await vault.saveMeta({ offers: false });
      expect(await vault.applyPage({ epoch: 'f', items: older, advance: { from: 2, to: 4 } })).toEqual([]);
      expect(await vault.meta()).toMatchObject({ cursor: 4, offers: false });
    });
  });
}
