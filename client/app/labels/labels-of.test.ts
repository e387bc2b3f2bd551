import { expect, test } from 'vitest';
import type { Row } from '../../../shared/document/types.ts';
import { labelsOf } from './labels-of.ts';

const row = (kind: string, id: string, fields: Row['fields']): Row => ({
  kind,
  id,
  at: 1,
  deleted: false,
  review: [],
  fields,
});

test('CHECKIN-6: each device of an order has a label that says what it is, whose, and where its record is', () => {
  const labels = labelsOf({
    order: row('order', 'o', { number: 'RM-10042', created: Date.UTC(2026, 10, 25, 12) }),
    client: row('client', 'c', { name: 'Mair Price' }),
    devices: [
      row('device', 'd1', { brand: 'Fairphone', model: '4', serial: 'F4X', accessories: ['Case'] }),
      row('device', 'd2', { type: 'Kettle' }),
    ],
    address: (id) => `https://shop.example/demo/device/${id}`,
  });
  expect(labels).toEqual([
    {
      number: 'RM-10042',
      title: 'Fairphone 4',
      client: 'Mair Price',
      details: 'F4X · With Case',
      date: '25 Nov 2026',
      address: 'https://shop.example/demo/device/d1',
      part: '1 of 2',
    },
    expect.objectContaining({ title: 'Kettle', details: '', part: '2 of 2' }),
  ]);
});
