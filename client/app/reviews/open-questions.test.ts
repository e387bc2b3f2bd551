import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { openQuestions } from './open-questions.ts';

const device = must(kinds.get('device'), 'no devices');
const ticket = must(kinds.get('ticket'), 'no tickets');
const row = (kind: string, id: string, at: number, review: readonly string[]): Row => ({
  kind,
  id,
  at,
  deleted: false,
  review,
  fields: {},
});

test('TRAY-1: the gravest question comes first, among equals the one that has waited longest', () => {
  const found = openQuestions([
    { kind: ticket, rows: [row('ticket', 't1', 5, ['status'])] },
    {
      kind: device,
      rows: [row('device', 'd1', 9, ['serial', 'price']), row('device', 'd2', 3, ['price', 'unheardOf'])],
    },
  ]);
  expect(found.map((each) => `${each.row.id} ${each.field} ${each.gravity}`)).toEqual([
    'd2 price critical',
    'd1 price critical',
    't1 status high',
    'd2 unheardOf medium',
    'd1 serial medium',
  ]);
});
