/** What every vault promises of unsent edits. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import { added, entry, key, textOf } from './testing/vault-scene.ts';
import type { Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function outboxContract(open: () => Promise<Vault>): void {
  describe('unsent edits', () => {
    it('PEND-2: keeps the outbox in the order of writing and forgets what was settled', async () => {
      const vault = await open();
      const ids = await added(vault, [entry('a'), entry('b')]);
      const [third = 0] = await added(vault, [entry('c')]);
      const { entries: stored } = await vault.outbox();
      expect(stored.map(({ name: of }) => of)).toEqual([key('a'), key('b'), key('c')]);
      expect(stored.map(({ id }) => id)).toEqual([...ids, third]);
      await vault.settle([
        { id: ids[1] ?? null, entry: entry('b') },
        { id: null, entry: entry('d') },
      ]);
      expect((await vault.outbox()).entries.map(({ name: of }) => of)).toEqual([key('a'), key('c')]);
      expect(await textOf(vault, 'd')).toBe('d');
    });

    it('PEND-8: edits that no document takes in are put aside and counted', async () => {
      const vault = await open();
      const [id = 0] = await added(vault, [entry('a'), entry('b')]);
      await vault.setAside([id]);
      const { entries, unreadable } = await vault.outbox();
      expect([entries.map(({ name: of }) => of), unreadable]).toEqual([[key('b')], 1]);
    });

    it('QUEUE-7: notes which edits once left the device', async () => {
      const vault = await open();
      const [first = 0] = await added(vault, [entry('a'), entry('a')]);
      await vault.markSent([first, 99]);
      expect((await vault.outbox()).entries.map(({ sent }) => sent)).toEqual([true, false]);
    });
  });
}
