/** What every vault promises of erasing. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { FileId } from '../../shared/lib/ids.ts';
import { edit, entry, item, key, row, textOf } from './testing/vault-scene.ts';
import type { Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function erasingContract(open: () => Promise<Vault>): void {
  describe('erasing', () => {
    it('ERASE-6: of erased records nothing is left and nothing comes back, whoever hands it in; others stay', async () => {
      const vault = await open();
      const page = { epoch: 'e', advance: { from: 0, to: 7 } };
      const fill = async (): Promise<void> => {
        await vault.applyPage({
          epoch: 'e',
          items: ['a', 'b'].map((id) => ({ ...item(id, 5, [edit(`Words of ${id}`)]), row: row(id, 1) })),
        });
        await vault.fold(key('a'), () => ({ state: edit('folded'), row: row('a', 2) }));
        await vault.saveRows([row('a', 3)]);
        await vault.want([key('a')]);
      };
      await vault.applyPage({ ...page, items: [] });
      await fill();
      const [taken = 0, left = 0] = await vault.addToOutbox([entry('a'), entry('b')]);
      const { id } = await vault.discards.discard({ name: key('a'), at: 1, entries: [entry('a')], ids: [] });
      await vault.keeping.pin(key('a'), true);
      await vault.erase({ names: [key('a')], files: ['f'.repeat(22) as FileId] });
      const isGone = async (): Promise<void> => {
        expect(await vault.record(key('a'))).toBeUndefined();
        expect((await vault.rows('ticket', undefined, 9)).map((each) => each.id)).toEqual(['b']);
        expect(await vault.wanted()).toEqual([]);
        expect(await vault.keeping.pins()).toEqual([]);
        expect((await vault.discards.all()).filter(({ entries }) => entries.length > 0)).toEqual([]);
      };
      await isGone();
      expect((await vault.outbox()).entries.map((each) => each.id)).toEqual([left]);
      expect(await vault.discards.restore(id)).toEqual([]);
      expect(await vault.erased()).toEqual({ names: [key('a')], files: ['f'.repeat(22)] });

      await fill();
      await vault.settle([{ id: taken, entry: entry('a') }]);
      await vault.discards.discard({ name: key('a'), at: 2, entries: [entry('a')], ids: [] });
      await isGone();
      // Nor an edit of a tab that had not heard, or out of a file.
      const [none, more] = await vault.addToOutbox([entry('a'), entry('b')]);
      expect(none).toBeNull();
      expect((await vault.outbox()).entries.map((each) => each.id)).toEqual([left, more]);
      expect(await textOf(vault, 'b')).toBe('Words of b');
      expect((await vault.meta()).cursor).toBe(7);
    });

    it('ERASE-6: of which records unsent edits went is told until somebody says that they know', async () => {
      const vault = await open();
      await vault.addToOutbox([entry('a'), entry('a'), entry('b')]);
      await vault.erase({ names: [key('a'), key('c')], files: ['f'.repeat(22) as FileId] });
      await vault.erase({ names: [key('a')], files: [] });
      expect((await vault.outbox()).entries.map(({ name }) => name)).toEqual([key('b')]);
      expect(await vault.lostToErasure()).toEqual([key('a')]);
      await vault.knowsOfLoss(key('a'));
      expect(await vault.lostToErasure()).toEqual([]);
      expect((await vault.erased()).names).toEqual([key('a'), key('c')]);
    });
  });
}
