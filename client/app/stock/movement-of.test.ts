import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { movementOf } from './movement-of.ts';

const field = must(kindNamed('item')?.fields.get('movements'), 'movements') as LedgerField;
const of = (way: 'received' | 'counted' | 'lost', quantity: string, stock = 5, note = '') =>
  movementOf(field, way, { quantity, note }, stock);

test('KIND-1: what came is added, what is gone taken off, and a count is its difference', () => {
  expect(of('received', '4')).toEqual({ ok: true, parts: { reason: 'received', quantity: 4 } });
  expect(of('lost', '2', 5, ' cracked ')).toEqual({
    ok: true,
    parts: { reason: 'lost', quantity: -2, note: 'cracked' },
  });
  expect(of('counted', '3')).toMatchObject({ parts: { quantity: -2 } });
  expect(of('counted', '0', -1)).toMatchObject({ parts: { quantity: 1 } });
  expect(of('counted', '5')).toMatchObject({ parts: { quantity: 0 } });
});

test.each([
  ['received', ''],
  ['received', '0'],
  ['lost', '-1'],
  ['counted', '-1'],
  ['received', '1.5'],
  ['received', '100000'],
  ['lost', 'two'],
] as const)('KIND-1: %s of %j is no movement, and it says why', (way, quantity) => {
  expect(of(way, quantity)).toEqual({ ok: false, why: expect.stringMatching(/\w/) });
});
