/** What every file vault promises, run on each implementation. */
import { describe, expect, it } from 'vitest';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { FileVault } from './file-vault.ts';
import { entryOf, freshId, pictureBytes } from './testing/pictures.ts';

export function fileVaultContract(name: string, open: () => Promise<FileVault>): void {
  describe(`${name} keeps the file vault's contract`, () => {
    it('PHOTO-2: what was added is there, byte for byte, and is found by its id', async () => {
      const vault = await open();
      const [first, second] = [await entryOf(), await entryOf({ at: 2 })];
      await vault.add(first.entry, first.bytes);
      await vault.add(second.entry, second.bytes);
      expect((await vault.queue()).toSorted((a, b) => a.at - b.at)).toEqual([first.entry, second.entry]);
      expect(await vault.entry(first.entry.id)).toEqual(first.entry);
      expect(await vault.entry(freshId())).toBeUndefined();
      for (const rendition of ['full', 'thumb'] as const) {
        expect(await vault.bytes({ id: first.entry.id, rendition })).toMatchObject(
          first.bytes.get(rendition) ?? {},
        );
      }
      expect(await vault.bytes({ id: freshId(), rendition: 'full' })).toBeUndefined();
    });

    it('PHOTO-2: an entry is replaced while it is there, and not brought back when it is gone', async () => {
      const vault = await open();
      const { entry, bytes } = await entryOf();
      await vault.add(entry, bytes);
      const failed = { ...entry, tries: 2, problem: 'no-answer' as const, retryAt: 99 };
      expect(await vault.save(failed)).toBe(true);
      expect(await vault.entry(entry.id)).toEqual(failed);
      await vault.forget(entry.id);
      expect(await vault.save(entry)).toBe(false);
      expect(await vault.queue()).toEqual([]);
      expect(await vault.bytes({ id: entry.id, rendition: 'full' })).toBeUndefined();
    });

    it('PHOTO-6: what is sent moves into the cache and can still be shown', async () => {
      const vault = await open();
      const { entry, bytes } = await entryOf();
      await vault.add(entry, bytes);
      await vault.finish(entry.id, 7);
      expect(await vault.queue()).toEqual([]);
      expect((await vault.cached()).toSorted((a, b) => a.size - b.size)).toEqual([
        { id: entry.id, rendition: 'thumb', size: bytes.get('thumb')?.bytes.length, used: 7 },
        { id: entry.id, rendition: 'full', size: bytes.get('full')?.bytes.length, used: 7 },
      ]);
      expect(await vault.bytes({ id: entry.id, rendition: 'full' })).toMatchObject(bytes.get('full') ?? {});
      await vault.forget(entry.id);
      expect(await vault.cached()).toEqual([]);
    });

    it('PHOTO-6: only what is in the cache is thrown out of it', async () => {
      const vault = await open();
      const { entry, bytes } = await entryOf();
      const id = freshId();
      const theirs = pictureBytes(50);
      await vault.add(entry, bytes);
      await vault.keep({ id, rendition: 'full', size: 50, used: 1 }, theirs);
      await vault.touch({ id, rendition: 'full' }, 5);
      await vault.touch({ id: freshId(), rendition: 'full' }, 5);
      expect(await vault.cached()).toEqual([{ id, rendition: 'full', size: 50, used: 5 }]);
      await vault.evict([
        { id, rendition: 'full' },
        { id, rendition: 'thumb' },
        { id: entry.id, rendition: 'full' },
        { id: entry.id, rendition: 'thumb' },
      ]);
      expect(await vault.cached()).toEqual([]);
      expect(await vault.bytes({ id, rendition: 'full' })).toBeUndefined();
      expect(await vault.bytes({ id: entry.id, rendition: 'full' })).toBeDefined();
      expect(await vault.queue()).toHaveLength(1);
    });

    it('PHOTO-6: what comes from the relay does not replace what is to be sent', async () => {
      const vault = await open();
      const { entry, bytes } = await entryOf({ for: 'order/o' as EntityKey });
      await vault.add(entry, bytes);
      await vault.keep({ id: entry.id, rendition: 'full', size: 9, used: 1 }, pictureBytes(9));
      expect(await vault.bytes({ id: entry.id, rendition: 'full' })).toMatchObject(bytes.get('full') ?? {});
      expect(await vault.cached()).toEqual([]);
    });
  });
}
