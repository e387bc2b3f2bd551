import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EntityName, FileId, KindName } from '../../../shared/lib/ids.ts';
import { Line } from '../../replica/testing/line.ts';
import { Scene } from '../../replica/testing/scene.ts';
import { ScriptedRelay } from '../../replica/testing/scripted-relay.ts';
import type { Replica } from '../../replica/types.ts';
import { emptyCheckIn, emptyDevice, type CheckIn } from './check-in.ts';
import { handIn, HandedInElsewhere, savedHere } from './hand-in.ts';

let scene: Scene;
let replica: Replica;
/** At a device that reaches nobody: a check-in has to be whole without a network. */
const alone = (): ReturnType<Scene['device']> => {
  const line = new Line(new ScriptedRelay().WebSocket);
  line.cut();
  return scene.device(line);
};
beforeEach(async () => {
  scene = new Scene();
  replica = await alone().start();
});
afterEach(() => scene.end());

const fresh = (kind: string) => replica.freshName(kind).id;
const filledIn = (changes: Partial<CheckIn> = {}): CheckIn => {
  const empty = emptyCheckIn(fresh);
  const device = (changed: object) => ({ ...emptyDevice(fresh('device')), ...changed });
  return {
    ...empty,
    client: { ...empty.client, name: 'Mair Price', phone: '029 2018 0000' },
    devices: [
      device({ brand: 'Fairphone', model: '4', issue: 'Does not charge.', imei: '35 693803 564380 9' }),
      device({
        type: 'Kettle',
        issue: 'Trips the fuse.',
        accessories: ['Base', 'Lid'],
        photos: ['p1' as FileId],
      }),
    ],
    number: 'RM-10042',
    signedBy: 'Mair Price',
    notes: 'Rings before noon.',
    deposit: '20',
    authorisedLimit: '80.50',
    ...changes,
  };
};

const row = (kind: string, id: string) =>
  replica.row({ kind: kind as KindName, id: id as EntityName['id'] })?.fields;

test('CHECKIN-1: without a network, one check-in makes the client, the order, its devices and its ticket', async () => {
  const checkIn = filledIn();
  await handIn(replica, checkIn);
  await expect.poll(() => row('ticket', checkIn.ticket)?.['subject']).toBe('RM-10042: Fairphone 4, Kettle');
  expect(row('client', checkIn.client.id)).toMatchObject({ name: 'Mair Price', email: null });
  expect(row('order', checkIn.order)).toMatchObject({
    number: 'RM-10042',
    client: checkIn.client.id,
    authorisedLimit: 8050,
    payments: { count: 1, sum: 2000 },
    notes: 'Rings before noon.',
    signedBy: 'Mair Price',
  });
  const [phone, kettle] = checkIn.devices.map(({ id }) => row('device', id));
  expect(phone).toMatchObject({
    order: checkIn.order,
    status: 'device_received',
    imei: '356938035643809',
    issue: 'Does not charge.',
  });
  expect(kettle).toMatchObject({ type: 'Kettle', accessories: ['Base', 'Lid'], photosBefore: ['p1'] });
});

test('CHECKIN-2: handing in again after it was cut off makes nothing twice and takes nothing back', async () => {
  const checkIn = filledIn();
  await handIn(replica, checkIn);
  const open = replica.open({ kind: 'order' as KindName, id: checkIn.order });
  await open.loaded;
  open.entity.set('location', 'Bay 2');
  open.close();
  await handIn(replica, checkIn);
  await expect.poll(() => row('order', checkIn.order)?.['location']).toBe('Bay 2');
  expect(row('order', checkIn.order)).toMatchObject({ payments: { count: 1 }, notes: 'Rings before noon.' });
  expect(replica.rows({ kind: 'device', limit: 10 }).total).toBe(2);
});

test('CHECKIN-2: what another tab handed in under these ids is told, and not mistaken for this check-in', async () => {
  const checkIn = filledIn();
  await handIn(replica, checkIn);
  const again = handIn(replica, { ...checkIn, number: 'RM-10043', notes: 'Another client altogether.' });
  await expect(again).rejects.toThrow(HandedInElsewhere);
  await expect(again).rejects.toMatchObject({ number: 'RM-10042' });
  expect(row('order', checkIn.order)).toMatchObject({ number: 'RM-10042', notes: 'Rings before noon.' });
});

test('CHECKIN-5: a check-in is saved when all of its records are on the disk, and not before', async () => {
  const checkIn = filledIn();
  const names = await handIn(replica, checkIn);
  expect(names.map(({ kind }) => kind)).toEqual(['client', 'order', 'device', 'device', 'ticket']);
  expect(replica.status().pending.unsaved).toBeGreaterThan(0);
  await savedHere(replica, names);
  for (const name of names) expect(replica.recordSync(name).step).toBe('device');
});

test('CHECKIN-2: a client whom the shop knows is referred to and left alone', async () => {
  const checkIn = filledIn();
  await handIn(replica, { ...checkIn, client: { ...checkIn.client, known: true } });
  await expect.poll(() => row('order', checkIn.order)?.['client']).toBe(checkIn.client.id);
  expect(row('client', checkIn.client.id)).toBeUndefined();
});

test('CHECKIN-3: what a role may not write is not asked of it: a technician takes no money', async () => {
  replica = await alone().start({ user: { id: 'ben', name: 'Ben', role: 'technician' } });
  const checkIn = filledIn();
  await handIn(replica, checkIn);
  await expect.poll(() => row('order', checkIn.order)?.['number']).toBe('RM-10042');
  expect(row('order', checkIn.order)).toMatchObject({ authorisedLimit: null, payments: { count: 0 } });
});
