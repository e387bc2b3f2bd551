import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { replica } from '../../../shared/document/scene.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { dueText } from './due-text.ts';
import { backFrom, moveTo, movesFrom, takeBack } from './moves.ts';

const device = must(kindNamed('device'), 'no devices');

function repairing() {
  const { entity, made } = replica('ana', 1, device);
  for (const status of ['device_received', 'diagnosing', 'ready_to_quote', 'ready_to_repair', 'repairing'])
    moveTo(entity, status);
  return { entity, made };
}

test('BOARD-6: a device is moved from where it is, along its workflow only', () => {
  const { entity, made } = repairing();
  expect(entity.get('status')).toBe('repairing');
  const before = made.length;
  expect(moveTo(entity, 'repairing')).toEqual({ how: 'there' });
  expect(moveTo(entity, 'collected')).toEqual({ how: 'refused', from: 'repairing' });
  expect(made).toHaveLength(before);
  expect(moveTo(entity, 'repaired_qc')).toEqual({ how: 'moved', from: 'repairing' });
  expect(movesFrom('teleported')).toEqual([]);
});

test('BOARD-6: a move is taken back unless the device was moved on', () => {
  const { entity } = repairing();
  moveTo(entity, 'repaired_qc');
  expect(takeBack(entity, 'repairing', 'repaired_qc')).toBe(true);
  expect(entity.get('status')).toBe('repairing');
  moveTo(entity, 'repaired_qc');
  moveTo(entity, 'repaired_ready');
  expect(takeBack(entity, 'repairing', 'repaired_qc')).toBe(false);
  expect(entity.get('status')).toBe('repaired_ready');
});

test('BOARD-6: who may take anybody’s move back is offered from where it may have come', () => {
  expect(backFrom('diagnosing', 'manager')).toEqual(['device_received']);
  expect(backFrom('repaired_ready', 'owner')).toEqual(['repaired_qc']);
  expect(backFrom('diagnosing', 'technician')).toEqual([]);
  expect(backFrom(null, 'manager')).toEqual([]);
});

const read = (due: string): string => {
  const { tone, text } = dueText(due, '2026-11-25');
  return `${tone}: ${text}`;
};

test('BOARD-4: a day reads as late, today, tomorrow, a weekday, then a date', () => {
  expect(
    ['2026-11-24', '2026-11-15', '2026-11-25', '2026-11-26', '2026-11-29', '2026-12-02'].map(read),
  ).toEqual([
    'late: 1 day late',
    'late: 10 days late',
    'today: today',
    'later: tomorrow',
    'later: Sunday',
    'later: 2 Dec',
  ]);
});
