import { expect, test } from 'vitest';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { whose } from './whose.ts';

const kind = (name: string) => must(kinds.get(name), 'a kind');
const row = (of: string, id: string, fields: Record<string, RowValue>): Row => ({
  kind: of,
  id,
  at: 0,
  deleted: false,
  review: [],
  fields,
});
const rows = [
  row('client', 'c1', { name: 'Jane Price' }),
  row('order', 'o1', { number: '1045', client: 'c1' }),
  row('device', 'd1', { model: 'X', order: 'o1' }),
  row('ticket', 't1', { client: 'c1', order: 'o1' }),
];
const records = {
  row: (name: { kind: string; id: string }) =>
    rows.find((each) => each.kind === name.kind && each.id === name.id),
};

test('TRAY-2: a device is told with its order and its client, a ticket with each once', () => {
  const told = (name: string, id: string) =>
    whose(kind(name), must(records.row({ kind: name, id }), 'a row'), records);
  expect(told('device', 'd1')).toBe('Order 1045 · Jane Price');
  expect(told('order', 'o1')).toBe('Jane Price');
  expect(told('ticket', 't1')).toBe('Jane Price · Order 1045');
  expect(told('client', 'c1')).toBe('');
  expect(whose(kind('device'), row('device', 'd2', { order: 'away' }), records)).toBe('');
});
