import { describe, expect, test } from 'vitest';
import type { Row, RowValue } from '../../shared/document/types.ts';
import type { Fact } from '../store/store.ts';
import { documentNamed } from '../store/entries-scene.ts';
import { derivedFields, says } from './derived-fields.ts';
import { dueOf, factOf } from './facts.ts';

function fact(path: string, fields: Record<string, RowValue> = {}, deleted = false): Fact {
  const { kind, id } = documentNamed(path);
  const row: Row = { kind, id, at: 0, deleted, review: [], fields };
  return factOf({ kind, id }, row);
}
const device = (id: string, order: string | null, status: string | null = 'diagnosing', deleted = false) =>
  fact(`device/${id}`, { order, status }, deleted);
const order = (id: string, more: Record<string, RowValue> = {}, deleted = false) =>
  fact(`order/${id}`, { client: null, ...more }, deleted);
const payments = (sum: number) => ({ payments: { count: 1, sum, last: 0 } });

const due = (before: readonly Fact[], now: readonly Fact[]): readonly string[] =>
  dueOf(before, now)
    .due.map(({ kind, id }) => `${kind}/${id}`)
    .sort();

describe('what is due', () => {
  test('DERIVE-1: a device makes its order due, and the order that it had before', () => {
    expect(due([], [device('d', 'a')])).toEqual(['order/a']);
    expect(due([device('d', 'a')], [device('d', 'a', 'collected')])).toEqual(['order/a']);
    expect(due([device('d', 'a')], [device('d', 'b')])).toEqual(['order/a', 'order/b']);
    expect(due([device('d', 'a')], [device('d', 'a', 'diagnosing', true)])).toEqual(['order/a']);
    expect(due([device('d', 'a')], [device('d', null)])).toEqual(['order/a']);
    expect(due([], [device('d', null), device('e', '../etc')])).toEqual([]);
  });

  test('DERIVE-2: an order makes its client due, the client that it had before, and itself', () => {
    const before = order('o', { client: 'c' });
    expect(due([], [before])).toEqual(['client/c', 'order/o']);
    expect(due([before], [order('o', { client: 'e' })])).toEqual(['client/c', 'client/e', 'order/o']);
    expect(due([before], [order('o', { client: 'c', ...payments(5) })])).toEqual(['client/c', 'order/o']);
    expect(due([before], [order('o', { client: 'c' }, true)])).toEqual(['client/c', 'order/o']);
    expect(due([], [order('o', { override: 'cancelled' })])).toEqual(['order/o']);
    expect(due([], [fact('client/c')])).toEqual(['client/c']);
  });

  test('DERIVE-4: what the relay derives, and all that nothing follows from, makes nothing due', () => {
    const before = [order('o', { client: 'c', status: null }), device('d', 'o'), fact('client/c')];
    const now = [
      order('o', { client: 'c', status: 'in_progress', notes: 'called', number: '7' }),
      fact('device/d', { order: 'o', status: 'diagnosing', bench: 'A1' }),
      fact('client/c', { orderCount: 1, totalSpent: 900, name: 'Cleo' }),
    ];
    expect(dueOf(before, now)).toEqual({ changed: [], due: [] });
    expect(dueOf(before, [...now, device('e', 'o')]).changed).toEqual([device('e', 'o')]);
  });
});

const fields = (own: Fact | undefined, sources: Fact[]) => {
  const written = derivedFields(own, sources);
  return written && Object.fromEntries(written);
};

describe('what is written', () => {
  test('DERIVE-1: the status of an order follows from its devices, unless it was set by hand', () => {
    expect(fields(order('o'), [])).toEqual({ status: 'awaiting_device' });
    expect(fields(order('o'), [device('d', 'o'), device('e', 'o', 'collected')])).toEqual({
      status: 'in_progress',
    });
    expect(fields(order('o', { override: 'on_hold' }), [device('d', 'o')])).toEqual({ status: 'on_hold' });
  });

  test('DERIVE-2: a client has so many orders and paid so much, less what was given back', () => {
    const orders = [order('a', { client: 'c', ...payments(900) }), order('b', payments(-200)), order('x')];
    expect(fields(fact('client/c'), orders)).toEqual({ orderCount: 3, totalSpent: 700 });
  });

  test('DERIVE-4: nothing is written into what is not there, was deleted, or says so already', () => {
    expect(fields(undefined, [device('d', 'o')])).toBeUndefined();
    expect(fields(order('o', {}, true), [device('d', 'o')])).toBeUndefined();
    expect(fields(fact('client/c', {}, true), [])).toBeUndefined();
    expect([says(null, 0), says(0, 0), says('on_hold', 'on_hold')]).toEqual([true, true, true]);
    expect([says(1, 0), says(null, 3), says('', 'on_hold'), says(null, '')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
