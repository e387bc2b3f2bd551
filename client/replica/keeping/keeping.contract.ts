/** What every vault promises of what is let go of to make room, and what stays. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { edit, entry, item, key, row, textOf } from '../testing/vault-scene.ts';
import type { Vault } from '../vault.ts';

/** `open` gives a new, empty vault. */
export function keepingContract(open: () => Promise<Vault>): void {
  describe('keeping', () => {
    it('KEEP-1: who was opened last stands last, and pins stay until they are taken away', async () => {
      const vault = await open();
      const items = ['a', 'b', 'c'].map((id, at) => item(id, at + 1, [edit(id)]));
      await vault.applyPage({ epoch: 'e', items });
      await vault.keeping.touch(key('a'));
      expect((await vault.keeping.weights(undefined, 9)).at(-1)?.name).toBe(key('a'));
      await vault.keeping.pin(key('b'), true);
      await vault.keeping.pin(key('c'), true);
      await vault.keeping.pin(key('c'), false);
      expect(await vault.keeping.pins()).toEqual([key('b')]);
      await vault.withhold(['ticket']);
      expect(await vault.keeping.weights(undefined, 9)).toEqual([]);
    });

    it('KEEP-2: a record is pruned but for its row, unless it is unsent, journaled or wanted whole', async () => {
      const vault = await open();
      const ids = ['gone', 'unsent', 'journaled', 'wanted'];
      const items = ids.map((id, at) => ({ ...item(id, at + 1, [edit(id)]), row: row(id, at) }));
      await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 4 } });
      await vault.addToOutbox([entry('unsent')]);
      await vault.noteJournal(key('journaled'));
      await vault.want([key('wanted')]);
      expect(await vault.keeping.prune([...ids, 'unknown'].map((id) => key(id)))).toEqual([key('gone')]);
      for (const id of ids) expect(await textOf(vault, id)).toBe(id === 'gone' ? '' : id);
      expect(await vault.record(key('gone'))).toMatchObject({ pruned: true, seq: 0, chunks: [], own: [] });
      expect(await vault.rows('ticket', undefined, 9)).toHaveLength(4);
      const weights = await vault.keeping.weights(undefined, 9);
      expect(weights.filter(({ bytes }) => bytes === 0).map(({ name }) => name)).toEqual([key('gone')]);
      const [first] = await vault.keeping.weights(undefined, 1);
      expect(await vault.keeping.weights(first, 9)).toEqual(weights.slice(1));
    });

    it('KEEP-4: of a pruned record a later part brings the row alone, and all of it brings it back', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const first = { ...item('a', 1, [edit('start ', doc)]), row: row('a', 1) };
      await vault.applyPage({ epoch: 'e', items: [first], advance: { from: 0, to: 1 } });
      await vault.keeping.prune([key('a')]);
      const part = item('a', 2, [edit('later ', doc)], false);
      expect(await vault.applyPage({ epoch: 'e', items: [{ ...part, row: row('a', 2) }] })).toEqual([]);
      expect(await vault.record(key('a'))).toMatchObject({ pruned: true, chunks: [] });
      expect(await vault.rows('ticket', undefined, 9)).toMatchObject([{ at: 2 }]);
      // Its row cannot be told from a part.
      expect(await vault.applyPage({ epoch: 'e', items: [part] })).toEqual([key('a')]);
      // What this user wrote meanwhile does not make it whole, and neither does a fold of what was there.
      await vault.settle([{ id: null, entry: entry('a', edit('mine ', doc)) }]);
      await vault.fold(key('a'), (stored) => ({ state: Y.mergeUpdates([...(stored?.own ?? [])]) }));
      expect(await vault.record(key('a'))).toMatchObject({ pruned: true });
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc), isWhole: true }));
      expect((await vault.record(key('a')))?.pruned).toBeUndefined();
      expect(await textOf(vault, 'a')).toBe('mine later start ');
      await vault.keeping.prune([key('a')]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [Y.encodeStateAsUpdate(doc)])] });
      expect((await vault.record(key('a')))?.pruned).toBeUndefined();
      expect(await textOf(vault, 'a')).toBe('mine later start ');
    });
  });
}
