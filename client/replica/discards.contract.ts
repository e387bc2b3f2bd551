/** What every vault promises of edits that a person takes back. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { added, edit, entry, item, key, textOf } from './testing/vault-scene.ts';
import type { Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function discardsContract(open: () => Promise<Vault>): void {
  describe('taking back', () => {
    it('QUEUE-6: takes edits back, and the record is what the relay is known to have', async () => {
      const vault = await open();
      const [theirs, mine] = [new Y.Doc(), new Y.Doc()];
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [edit('relay ', theirs)])] });
      Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
      const acknowledged = entry('a', edit('acknowledged ', mine));
      const unsent = entry('a', edit('unsent ', mine));
      const ids = await added(vault, [acknowledged, unsent]);
      const state = Y.encodeStateAsUpdate(mine);
      await vault.fold(key('a'), (stored) => ({ state, base: [...(stored?.chunks ?? [])] }));
      await vault.settle([{ id: ids[0] ?? null, entry: acknowledged }]);
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [edit('later ', theirs)], false)] });
      const words = ['', 'acknowledged', 'later', 'relay', 'unsent'];
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(words);
      const gone = { name: key('a'), at: 7, entries: [unsent], ids: [ids[1] ?? 0] };
      expect(await vault.discards.discard(gone)).toMatchObject({ isWhole: true });
      expect((await textOf(vault, 'a')).split(' ').sort()).toEqual(['', 'acknowledged', 'later', 'relay']);
      expect(await vault.record(key('a'))).toMatchObject({ seq: 5, epoch: 'e', own: [] });
      expect((await vault.outbox()).entries).toEqual([]);
    });

    it('QUEUE-6: a whole state from the relay needs no base any more', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const relay = edit('relay ', doc);
      await vault.applyPage({ epoch: 'e', items: [item('a', 3, [relay])] });
      const mine = entry('a', edit('mine ', doc));
      const ids = await added(vault, [mine]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc), base: [relay] }));
      await vault.applyPage({ epoch: 'e', items: [item('a', 5, [relay])] });
      expect((await vault.record(key('a')))?.base).toBeUndefined();
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids });
      expect(await textOf(vault, 'a')).toBe('relay ');
    });

    it('QUEUE-6: a record of which nothing is left is gone; one that cannot be told from the edits is wanted whole', async () => {
      const vault = await open();
      const mine = entry('a');
      const ids = await added(vault, [mine]);
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids });
      expect([await vault.record(key('a')), await vault.wanted()]).toEqual([undefined, []]);
      const mixed = entry('b');
      await vault.fold(key('b'), () => ({ state: mixed.update }));
      const gone = { name: key('b'), at: 7, entries: [mixed], ids: [] };
      expect(await vault.discards.discard(gone)).toMatchObject({ isWhole: false });
      expect([await vault.record(key('b')), await vault.wanted()]).toEqual([undefined, [key('b')]]);
    });

    it('QUEUE-7: what the relay says of the record takes its place', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const state = edit('relay ', doc);
      const mine = entry('a', edit('mine ', doc));
      const ids = await added(vault, [mine]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc) }));
      const relay = { state, reached: { epoch: 'e', seq: 9 } };
      await vault.discards.discard({ name: key('a'), at: 7, entries: [mine], ids, relay });
      expect(await textOf(vault, 'a')).toBe('relay ');
      expect(await vault.record(key('a'))).toMatchObject({ seq: 9, epoch: 'e' });
    });

    it('PEND-11: others take the place of unsent edits once, and none where one of them is gone already', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const state = edit('relay ', doc);
      const [first, second] = [entry('a', edit('one ', doc)), entry('a', edit('two ', doc))];
      const ids = await added(vault, [first, second]);
      await vault.fold(key('a'), () => ({ state: Y.encodeStateAsUpdate(doc) }));
      const relay = { state, reached: { epoch: 'e', seq: 9 } };
      const again = entry('a', edit('again ', new Y.Doc()));
      const exchange = { name: key('a'), at: 7, ids, instead: [again], relay };
      const done = await vault.discards.exchange(exchange);
      expect(done).toMatchObject({ added: [{ name: key('a'), sent: false }] });
      expect(await textOf(vault, 'a')).toBe('relay ');
      const { entries } = await vault.outbox();
      expect(entries.map(({ id, update }) => [id, update])).toEqual([[done?.added[0]?.id, again.update]]);
      expect(await vault.discards.generation(key('a'))).toBe(done?.id);
      expect(await vault.discards.all()).toEqual([]);
      expect(await vault.discards.exchange(exchange)).toBeUndefined();
      expect((await vault.outbox()).entries).toHaveLength(1);
      expect(await vault.discards.generation(key('a'))).toBe(done?.id);
    });

    it('PEND-11: what was taken back is exchanged along with the rest, and nothing is where it was put back meanwhile', async () => {
      const vault = await open();
      const doc = new Y.Doc();
      const [first, second] = [entry('a', edit('one ', doc)), entry('a', edit('two ', doc))] as const;
      const [kept = 0, taken = 0] = await added(vault, [first, second]);
      const { id } = await vault.discards.discard({ name: key('a'), at: 7, entries: [second], ids: [taken] });
      const relay = { state: Y.encodeStateAsUpdate(new Y.Doc()), reached: { epoch: 'e', seq: 9 } };
      const other = new Y.Doc();
      const instead = [entry('a', edit('again ', other))];
      const aside = [{ id, name: key('a'), at: 7, entries: [entry('a', edit('later ', other))] }];
      const exchange = { name: key('a'), at: 8, instead, aside, relay };
      const done = await vault.discards.exchange({ ...exchange, ids: [kept] });
      expect(await vault.discards.all()).toMatchObject(aside);
      const back = await vault.discards.restore(id);
      expect(back.map(({ update }) => update)).toEqual(aside[0]?.entries.map(({ update }) => update));
      const ids = (done?.added ?? []).map((each) => each.id);
      expect(await vault.discards.exchange({ ...exchange, ids })).toBeUndefined();
      expect((await vault.outbox()).entries).toHaveLength(2);
    });

    it('QUEUE-8: keeps what was taken back until it is put back or let go, and a generation for ever', async () => {
      const vault = await open();
      expect(await vault.discards.generation(key('a'))).toBe('');
      const made = [entry('a', edit('one')), entry('a', edit('two'))] as const;
      const seen = new Set<string>(['']);
      for (const one of made) {
        const { id } = await vault.discards.discard({ name: key('a'), at: 7, entries: [one], ids: [] });
        seen.add(id);
        expect(await vault.discards.generation(key('a'))).toBe(id);
      }
      expect(seen.size).toBe(3);
      expect(await vault.discards.generation(key('b'))).toBe('');
      const [first, second] = await vault.discards.all();
      expect(first).toMatchObject({ name: key('a'), at: 7, entries: [made[0]] });
      await vault.discards.forget([first?.id ?? '']);
      expect(await vault.discards.restore(first?.id ?? '')).toEqual([]);
      const restored = await vault.discards.restore(second?.id ?? '');
      expect(restored).toMatchObject([{ ...made[1], sent: false }]);
      expect((await vault.outbox()).entries).toEqual(restored);
      expect(await vault.discards.all()).toEqual([]);
      expect(seen.has(await vault.discards.generation(key('a')))).toBe(true);
      expect(await vault.discards.generation(key('a'))).not.toBe('');
    });
  });
}
