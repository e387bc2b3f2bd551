/** What every vault promises of order numbers. Part of `vault.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { Vault } from './vault.ts';

/** `open` gives a new, empty vault. */
export function numbersContract(open: () => Promise<Vault>): void {
  describe('numbers', () => {
    it('NUMBER-4: numbers are taken from the lowest on, each once, also when all ask at the same time', async () => {
      const { numbers } = await open();
      expect(await numbers.take()).toBeUndefined();
      await numbers.add({ epoch: 'e', first: 60, last: 62 });
      await numbers.add({ epoch: 'e', first: 10, last: 13 });
      expect(await numbers.left('e')).toBe(7);
      expect(await numbers.take()).toBe(10);
      expect(await numbers.left('e')).toBe(6);
      const taken = await Promise.all(Array.from({ length: 8 }, () => numbers.take()));
      expect(new Set(taken)).toEqual(new Set([11, 12, 13, 60, 61, 62, undefined]));
      expect(taken.filter((n) => n === undefined)).toHaveLength(2);
      expect(await numbers.left('e')).toBe(0);
    });

    it('NUMBER-5: numbers of another store are let go of, when its own are counted and when it gives some', async () => {
      const { numbers } = await open();
      await numbers.add({ epoch: 'old', first: 10, last: 13 });
      expect(await numbers.left('new')).toBe(0);
      expect(await numbers.take()).toBeUndefined();
      await numbers.add({ epoch: 'old', first: 10, last: 13 });
      await numbers.add({ epoch: 'new', first: 12, last: 12 });
      expect(await numbers.take()).toBe(12);
      expect(await numbers.take()).toBeUndefined();
    });
  });
}
