/** What every vault promises of what is stored of a record beside the pages. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { edit, entry, item, key, row, textOf } from './testing/vault-scene.ts';
import type { Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function recordsContract(open: () => Promise<Vault>): void {
  describe('records', () => {
    it('REPL-34: a record that was exchanged whole takes later parts again', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      edit('start ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [edit('part ', doc)], false)] });
      const state = Y.encodeStateAsUpdate(doc);
      await vault.fold(key('a'), () => ({ state, reached: { epoch: 'e', seq: 7 } }));
      expect(await vault.applyPage({ epoch: 'e', items: [item('a', 8, [edit('8 ', doc)], false)] })).toEqual(
        [],
      );
      expect(await textOf(vault, 'a')).toBe('8 part start ');
      await vault.fold(key('a'), () => ({ state, reached: { epoch: 'e', seq: 7 } }));
      expect(await vault.record(key('a'))).toMatchObject({ seq: 8 });
    });

    it('REPL-12: a whole state does not take back an acknowledged edit that it does not contain', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const first = edit('relay ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 1, [first])] });
      const mine = entry('a', edit('mine ', doc));
      const [id = null] = await vault.addToOutbox([mine]);
      await vault.settle([{ id, entry: mine }]);
      expect(await vault.outbox()).toEqual({ entries: [], unreadable: 0 });
      await vault.applyPage({ epoch: 'e', items: [item('a', 2, [first])] });
      expect(await textOf(vault, 'a')).toBe('mine relay ');
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [Y.encodeStateAsUpdate(doc)])] });
      expect((await vault.record(key('a')))?.own).toEqual([]);
    });

    it('REPL-6: a state of another store of the relay is added to what was there', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'old', items: [item('a', 50, [edit('old ')])] });
      await vault.applyPage({ epoch: 'new', items: [item('a', 2, [edit('new ')])] });
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(['', 'new', 'old']);
    });

    it('REPL-10: folds a record by what is stored at that moment', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [edit('one ', doc)])] });
      await vault.fold(key('a'), (stored) => {
        for (const piece of stored?.chunks ?? []) Y.applyUpdate(doc, piece);
        doc.getText('text:notes').insert(0, 'folded ');
        return { state: Y.encodeStateAsUpdate(doc), row: row('a', 8) };
      });
      expect(await textOf(vault, 'a')).toBe('folded one ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 3, epoch: 'e', own: [] });
      expect(await vault.rows('ticket', undefined, 9)).toMatchObject([{ id: 'a', at: 8 }]);
    });

    it('REPL-14: remembers journals, what is wanted, and names in order', async () => {
      const vault = await open();
      await vault.noteJournal(key('a'));
      await vault.noteJournal(key('b'));
      await vault.forgetJournal(key('a'));
      expect(await vault.journals()).toEqual([key('b')]);
      await vault.want([key('c'), key('d')]);
      await vault.unwant(key('c'));
      expect(await vault.wanted()).toEqual([key('d')]);
      await vault.applyPage({
        epoch: 'e',

        items: ['z', 'x', 'y'].map((id) => item(id, 1, [edit(id)])),
      });
      await vault.quarantine(key('x'));
      expect(await vault.recordNames('', 9)).toEqual([key('y'), key('z')]);
      expect(await vault.recordNames(key('y'), 9)).toEqual([key('z')]);
      expect(await vault.wanted()).toContain(key('x'));
    });
  });
}
