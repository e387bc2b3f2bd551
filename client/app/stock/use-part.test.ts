import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { replica, syncAll } from '../../../shared/document/scene.ts';
import type { LedgerField } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { netEntries } from '../record/net-entries.ts';
import { returnPart, takePart } from './use-part.ts';

const items = must(kindNamed('item'), 'no items');
const devices = must(kindNamed('device'), 'no devices');
const parts = must(devices.fields.get('parts'), 'no parts') as LedgerField;

/** Somebody with a copy of the shop's one item, and a device of their own in front of them. */
function bench(user: string, id: number) {
  const item = replica(user, id, items);
  const device = replica(user, id + 10, devices);
  const deviceId = `d${id}`;
  return { item, device, place: { device: device.entity, deviceId, item: item.entity, itemId: 'i1' } };
}

const stockOf = (doc: ReturnType<typeof replica>['doc']) => projectRow(items, 'i1', doc).fields['movements'];

test('RECORD-4: a part that goes into a device leaves the stock, at what it costs', () => {
  const { item, device, place } = bench('ben', 1);
  item.entity.set('name', 'Battery');
  item.entity.set('cost', 1_500);
  item.entity.append('movements', { reason: 'received', quantity: 5 });
  takePart(place, 2);
  expect(netEntries(device.entity.ledger('parts'), parts)).toMatchObject([
    { parts: { part: 'Battery', cost: 1_500, item: 'i1' }, quantity: 2 },
  ]);
  expect(stockOf(item.doc)).toMatchObject({ sum: 3 });
  expect(item.entity.ledger('movements').at(-1)?.parts).toMatchObject({ reason: 'used', device: 'd1' });
});

test('RECORD-4: two people who each take one while apart have taken two', () => {
  const [ana, ben] = [bench('ana', 1), bench('ben', 2)];
  ana.item.entity.append('movements', { reason: 'received', quantity: 5 });
  syncAll([ana.item.doc, ben.item.doc]);
  takePart(ana.place);
  takePart(ben.place);
  syncAll([ana.item.doc, ben.item.doc]);
  expect(stockOf(ana.item.doc)).toMatchObject({ sum: 3 });
  expect(stockOf(ben.item.doc)).toEqual(stockOf(ana.item.doc));
});

test('RECORD-4: what is taken out of the device goes back on the shelf, and nothing is deleted', () => {
  const { item, device, place } = bench('ben', 1);
  takePart(place, 3);
  const [noted] = netEntries(device.entity.ledger('parts'), parts);
  returnPart(place, must(noted, 'a part').parts, 1);
  expect(netEntries(device.entity.ledger('parts'), parts)).toMatchObject([{ quantity: 2 }]);
  expect(stockOf(item.doc)).toMatchObject({ count: 2, sum: -2 });
  expect(device.entity.ledger('parts')).toHaveLength(2);
});

test('RECORD-4: a part that came from no item, or from one without a name or a price, is only a part', () => {
  const { item, device, place } = bench('ben', 1);
  takePart(place);
  expect(device.entity.ledger('parts')[0]?.parts).toEqual({ part: 'Part', quantity: 1, item: 'i1' });
  device.entity.append('parts', { part: 'Screw from the drawer', quantity: 4 });
  returnPart({ ...place, item: undefined }, { part: 'Screw from the drawer' }, 4);
  expect(netEntries(device.entity.ledger('parts'), parts)).toMatchObject([{ parts: { part: 'Part' } }]);
  expect(stockOf(item.doc)).toMatchObject({ sum: -1 });
});
