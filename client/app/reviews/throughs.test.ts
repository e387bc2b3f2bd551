import { expect, test } from 'vitest';
import { NoAnswer } from '../../replica/relay-api.ts';
import { readThroughs, throughKey } from './throughs.ts';

const value = (field: string, stamp: number, author: string, through?: string) => ({
  field,
  stamp,
  author,
  value: 1,
  ...(through !== undefined && { through }),
});

test('TRAY-3: through what each value came is what the relay says of exactly that value, and nothing where it does not know', () => {
  const { throughs, next } = readThroughs({
    reviews: [
      {
        kind: 'device',
        id: 'd1',
        fields: [
          { field: 'price', values: [value('price', 7, 'ana', 'app'), value('price', 7, 'fay', 'rest')] },
          // What a deletion had not seen is of another field.
          {
            field: 'deleted',
            values: [
              value('deleted', 8, 'ana'),
              value('serial', 9, '@bridge', 'bridge'),
              value('imei', 9, 'x', 'fax'),
            ],
          },
        ],
      },
    ],
    next: 'high:ticket/t2',
  });
  const of = (field: string, stamp: number, author: string) =>
    throughs.get(throughKey('device', 'd1', { field, stamp, author }));
  expect([of('price', 7, 'ana'), of('price', 7, 'fay'), of('serial', 9, '@bridge')]).toEqual([
    'app',
    'rest',
    'bridge',
  ]);
  expect([of('price', 8, 'ana'), of('deleted', 8, 'ana'), of('imei', 9, 'x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(next).toBe('high:ticket/t2');
  expect(readThroughs({ reviews: [], next: null })).toEqual({ throughs: new Map(), next: null });
  for (const bad of [null, {}, { reviews: [{}] }]) expect(() => readThroughs(bad)).toThrow(NoAnswer);
});
