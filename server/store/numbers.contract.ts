/** What every store promises of the numbers that it hands out. */
import { describe, expect, it } from 'vitest';
import { Impossible } from '../../shared/lib/assert.ts';
import { firstOrderNumber, mostLeased, type NumberRange } from '../../shared/lib/order-number.ts';
import { documentNamed, entry, shopNamed } from './entries-scene.ts';
import type { Store } from './store.ts';

const demo = shopNamed('demo');

const numbersOf = ({ first, last }: NumberRange): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** A row as JSON. */
const row = (number: unknown): string => JSON.stringify({ kind: 'order', id: 'a', fields: { number } });

/** `store` gives an open store that has the empty shop `demo`. */
export function numbersContract(store: () => Store): void {
  const lease = (count: number, shop = demo) => store().leaseNumbers(shop, 'order', count);

  describe('numbers', () => {
    it('STORE-20: begin where a shop begins, and go on where the last range ended', async () => {
      expect(await lease(50)).toEqual({ first: firstOrderNumber, last: firstOrderNumber + 49 });
      expect(await lease(1)).toEqual({ first: firstOrderNumber + 50, last: firstOrderNumber + 50 });
      expect(await lease(2)).toEqual({ first: firstOrderNumber + 51, last: firstOrderNumber + 52 });
    });

    it('STORE-20: are handed out once, however many ask at the same time', async () => {
      const ranges = await Promise.all(Array.from({ length: 40 }, (_, at) => lease((at % 7) + 1)));
      const all = ranges.flatMap(numbersOf);
      expect(ranges.map((range) => numbersOf(range).length)).toEqual(ranges.map((_, at) => (at % 7) + 1));
      expect(new Set(all).size).toBe(all.length);
    });

    it('STORE-20: begin above all that the orders of the shop have, whoever gave it to them', async () => {
      const values = ['RM-10020', 'RM-12345', 'RM-2', 'A-99999', 'RM-7K2M9QX', 'RM-9999999999', 40_000, null];
      await store().append(
        values.map((number, at) => entry(documentNamed(`order/o${at}`), '', { row: row(number) })),
      );
      await store().append([
        entry(documentNamed('order/none'), ''),
        entry(documentNamed('order/torn'), '', { row: '{"fields":{"number":"RM-77777"' }),
        entry(documentNamed('ticket/t'), '', { row: row('RM-88888') }),
      ]);
      expect(await lease(5)).toEqual({ first: 12_346, last: 12_350 });
      expect(await lease(5)).toEqual({ first: 12_351, last: 12_355 });
    });

    it('STORE-20: each shop has its own', async () => {
      const far = shopNamed('far');
      await store().createShop(far, 'Far');
      await store().append([entry(documentNamed('order/a', far), '', { row: row('RM-30000') })]);
      expect(await lease(3)).toEqual({ first: firstOrderNumber, last: firstOrderNumber + 2 });
      expect(await lease(3, far)).toEqual({ first: 30_001, last: 30_003 });
    });

    it('STORE-20: a shop that is none, and a range of none or of too many, are impossible and take nothing', async () => {
      await expect(lease(1, shopNamed('nowhere'))).rejects.toThrow(Impossible);
      for (const count of [0, -1, 1.5, mostLeased + 1])
        await expect(lease(count), String(count)).rejects.toThrow(Impossible);
      expect((await lease(mostLeased)).first).toBe(firstOrderNumber);
    });
  });
}
