import { expect, it } from 'vitest';
import { freshEntityId, type EntityId } from '../../../shared/lib/ids.ts';
import { parseOrderNumber } from '../../../shared/lib/order-number.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { offlineNumber } from './order-number.ts';

it('NUMBER-4: a number that is made without the relay is none that the relay gives out', () => {
  expect(offlineNumber('01jd5n3m8q0000000000001234' as EntityId)).toMatch(/^RM-X/);
  const random = seededRandom(7);
  const made = Array.from({ length: 20_000 }, () => offlineNumber(freshEntityId(1_700_000_000_000, random)));
  expect(made.filter((number) => parseOrderNumber(number) !== undefined)).toEqual([]);
  expect(made.filter((number) => !/^RM-[0-9A-Z]{7}$/.test(number))).toEqual([]);
});
