/** A whole day of a program without a network. */
import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import type { Json } from './program-scene.ts';
import { day, statusOf } from './sync-scene.ts';

test('PUSH-7: a morning is pulled, a day is pushed, questions are answered, and everybody ends with the same', async () => {
  const { push, pullAll, edit, make, send } = await day();
  for (const id of ['d1', 'd2', 'd3', 'd4'])
    await make(
      { status: 'device_received', price: 100, notes: 'As it came.', accessories: ['bag'] },
      'device',
      id,
    );
  await make({ subject: 'Screen' }, 'ticket', 't1');
  // The morning.
  const morning = await pullAll('fay');
  const seenOf = (id: string): string =>
    must(
      morning.records.find((each) => each.id === id),
      'pulled',
    ).version;
  // The day: on the bench, and at the counter without a network.
  await edit('ben', 'device/d1', { price: 150, grade: 'B' });
  await edit('ben', 'device/d2', { colour: 'blue' });
  await edit('ben', 'device/d3', { status: 'diagnosing' });
  await send(
    'ben',
    'PATCH',
    'device/d4',
    { fields: { notes: { from: 'As it came.', to: 'As it came in.' } } },
    { 'If-Match': '*' },
  );
  const operations: readonly Json[] = [
    {
      id: 'o1',
      do: 'change',
      kind: 'device',
      record: 'd1',
      seen: seenOf('d1'),
      fields: { price: 120, serial: 'S1' },
    },
    {
      id: 'o2',
      do: 'change',
      kind: 'device',
      record: 'd2',
      seen: seenOf('d2'),
      fields: { accessories: { add: ['case'] } },
    },
    { id: 'o3', do: 'delete', kind: 'device', record: 'd3', seen: seenOf('d3') },
    {
      id: 'o4',
      do: 'change',
      kind: 'device',
      record: 'd4',
      seen: seenOf('d4'),
      fields: { notes: 'As it came. Wet.' },
    },
    { id: 'o5', do: 'create', kind: 'client', as: 'lee', fields: { name: 'Lee' } },
    { id: 'o6', do: 'create', kind: 'order', as: 'o', fields: { client: { as: 'lee' } } },
    {
      id: 'o7',
      do: 'change',
      kind: 'order',
      as: 'o',
      fields: { payments: [{ id: 'pay-1', method: 'cash', amount: 2_000, deposit: true }] },
    },
    {
      id: 'o8',
      do: 'change',
      kind: 'ticket',
      record: 't1',
      fields: { messages: [{ id: 'm-1', channel: 'client', body: 'Is it ready?' }] },
    },
    {
      id: 'o9',
      do: 'change',
      kind: 'device',
      record: 'd2',
      seen: seenOf('d2'),
      fields: { diagnosis: 'No.' },
    },
  ];
  // The answer of the first try is lost.
  await push('fay', operations);
  const results = await push('fay', operations);
  expect(statusOf(results)).toBe(
    'o1 conflict, o2 applied, o3 conflict, o4 merged, o5 applied, o6 applied, o7 applied, o8 applied, o9 refused',
  );
  expect(results[0]).toMatchObject({
    fields: { price: 'review', serial: 'written' },
    conflicts: [
      {
        field: 'price',
        gravity: 'critical',
        values: [
          { value: 120, author: 'fay' },
          { value: 150, author: 'ben' },
        ],
      },
    ],
  });
  expect(results[2]).toMatchObject({ conflicts: [{ field: 'deleted' }] });
  // The questions are answered by what was read with them.
  const answers = await push('fay', [
    {
      id: 'a1',
      do: 'change',
      kind: 'device',
      record: 'd1',
      seen: results[0]?.version,
      fields: { price: 150 },
    },
    { id: 'a2', do: 'restore', kind: 'device', record: 'd3', seen: results[2]?.version },
  ]);
  expect(statusOf(answers)).toBe('a1 applied, a2 applied');
  const evening = await pullAll('fay', '', morning.cursor);
  const copy = new Map(
    [...morning.records, ...evening.records].map((each) => [`${each.kind}/${each.id}`, each]),
  );
  const fresh = await pullAll('fay');
  expect(new Map(fresh.records.map((each) => [`${each.kind}/${each.id}`, each]))).toEqual(copy);
  expect(copy.get('device/d1')).toMatchObject({
    review: [],
    fields: { price: 150, serial: 'S1', grade: 'B' },
  });
  expect(copy.get('device/d2')?.fields).toMatchObject({
    colour: 'blue',
    accessories: ['bag', 'case'],
    diagnosis: '',
  });
  expect(copy.get('device/d3')).toMatchObject({
    deleted: false,
    review: [],
    fields: { status: 'diagnosing' },
  });
  expect(copy.get('device/d4')?.fields['notes']).toBe('As it came in. Wet.');
  expect(copy.get('ticket/t1')?.fields['messages']).toMatchObject({ count: 1 });
});
