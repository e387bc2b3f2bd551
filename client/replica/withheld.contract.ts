/** What every vault promises of kinds that are withheld and of records that left. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { added, edit, entry, item, key, row } from './testing/vault-scene.ts';
import type { Vault, VaultItem } from './vault.ts';

/** `open` gives a new, empty vault. */
export function withheldContract(open: () => Promise<Vault>): void {
  describe('what is withheld, and what left', () => {
    it('READ-5: lets go of withheld kinds, and of nothing else, however their names begin', async () => {
      const vault = await open();
      const kinds = ['ticket', 'tick', 'tickets'];
      const names = kinds.map((kind) => `${kind}/a` as EntityKey);
      const items = names.map((of): VaultItem => ({ ...item('a', 1, [edit('x')]), name: of }));
      await vault.applyPage({ epoch: 'e', advance: { from: 0, to: 9 }, items });
      await vault.saveRows(kinds.map((kind) => row('a', 1, kind)));
      await vault.want(names);
      await vault.addToOutbox([entry('a')]);
      await vault.quarantine('ticket/q' as EntityKey);
      await vault.withhold(['ticket']);
      expect(await vault.recordNames('', 9)).toEqual(['tick/a', 'tickets/a']);
      expect(await vault.rowKinds()).toEqual(['tick', 'tickets']);
      expect([...(await vault.wanted())].sort()).toEqual(['tick/a', 'tickets/a']);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('a')]);
      expect(await vault.meta()).toMatchObject({ withheld: ['ticket'], epoch: 'e', cursor: 9 });
    });

    it('READ-5: stores nothing of a withheld kind but unsent edits, whoever hands it in', async () => {
      const vault = await open();
      await vault.withhold(['ticket']);
      const [id = null] = await vault.addToOutbox([entry('a'), entry('b')]);
      await vault.applyPage({
        epoch: 'e',
        advance: { from: 0, to: 9 },
        items: [{ ...item('a', 1, [edit('x')]), row: row('a', 1) }],
      });
      await vault.fold(key('a'), () => ({ state: edit('x'), row: row('a', 1) }));
      await vault.saveRows([row('a', 1), row('c', 1, 'client')]);
      await vault.want([key('a')]);
      await vault.quarantine(key('a'));
      await vault.settle([{ id, entry: entry('a') }]);
      expect(await vault.recordNames('', 9)).toEqual([]);
      expect(await vault.rowKinds()).toEqual(['client']);
      expect(await vault.wanted()).toEqual([]);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('b')]);
      expect((await vault.meta()).cursor).toBe(9);
    });

    it('READ-6: the cursor begins again when a kind is withheld no more, and only then', async () => {
      const vault = await open();
      await vault.applyPage({ epoch: 'e', advance: { from: 0, to: 9 }, items: [item('a', 1, [edit('x')])] });
      const cursorWith = async (...kinds: string[]): Promise<number> => {
        await vault.withhold(kinds);
        return (await vault.meta()).cursor;
      };
      expect(await cursorWith('pay')).toBe(9);
      expect(await cursorWith('pay')).toBe(9);
      expect(await cursorWith('pay', 'other')).toBe(9);
      expect(await cursorWith('pay')).toBe(0);
      expect(await vault.recordNames('', 9)).toEqual([key('a')]);
      // A page of before does not claim what was passed over.
      await vault.applyPage({ epoch: 'e', advance: { from: 9, to: 12 }, items: [] });
      expect((await vault.meta()).cursor).toBe(0);
    });

    it('PLACE-7: lets go of records that left, keeps unsent edits, and stores nothing of them before a page brings all of it', async () => {
      const vault = await open();
      const words = [edit('seen '), edit('mine ')] as const;
      const many = Array.from({ length: 70 }, (_, at) => item(`m${at}`, at + 10, [edit(`${at}`)]));
      await vault.applyPage({
        epoch: 'e',
        items: [item('a', 3, [words[0]]), item('b', 4, [words[0]]), ...many],
      });
      await vault.erase({ names: [key('b')], files: [] });
      const [id] = await added(vault, [entry('a', words[1])]);
      await vault.keeping.pin(key('a'), true);
      await vault.leave([key('a'), key('b'), key('m7')]);
      expect([await vault.record(key('a')), await vault.record(key('m7'))]).toEqual([undefined, undefined]);
      expect(await vault.record(key('m8'))).toBeDefined();
      expect((await vault.erased()).names).toEqual([key('b')]);
      expect(await vault.keeping.pins()).toEqual([]);
      expect((await vault.outbox()).entries.map(({ name }) => name)).toEqual([key('a')]);
      // What somebody goes on writing there is kept, and only that.
      expect(await added(vault, [entry('a', words[1])])).toHaveLength(1);
      await vault.fold(key('a'), () => ({ state: words[0] }));
      await vault.want([key('a')]);
      await vault.settle([{ id: id ?? null, entry: entry('a', words[1]) }]);
      await vault.applyPage({ epoch: 'e', items: [{ ...item('a', 90, [words[0]]), whole: false }] });
      expect([await vault.record(key('a')), await vault.wanted()]).toEqual([undefined, []]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 91, [words[0]]), item('b', 92, [words[0]])] });
      expect(await vault.record(key('a'))).toMatchObject({ seq: 91 });
      expect(await vault.record(key('b'))).toBeUndefined();
    });
  });
}
