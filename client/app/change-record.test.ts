import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { EntityId, EntityName, KindName } from '../../shared/lib/ids.ts';
import { replica as copy } from '../../shared/document/scene.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { changeRecord, changeRecords, NotOnThisDevice, type Records } from './change-record.ts';

const named = (kind: string, id: string): EntityName => ({ kind: kind as KindName, id: id as EntityId });
const device = named('device', 'd1');
const item = named('item', 'i1');

/** Records of which some are only a row here, and a connection that a test cuts. */
function shelf(...away: readonly EntityName[]) {
  const listeners = new Set<() => void>();
  const listen = (changed: () => void) => {
    const one = () => changed();
    listeners.add(one);
    return () => void listeners.delete(one);
  };
  const absent = new Set(away);
  const documents = new Map(
    [device, item].map((name) => [
      name,
      copy('ana', 1, must(kindNamed(name.kind), 'a kind of the shop')).entity,
    ]),
  );
  let state = 'connecting';
  let held = 0;
  const records: Records = {
    open: (name) => {
      held += 1;
      return {
        name,
        loaded: Promise.resolve(),
        get isHere() {
          return !absent.has(name);
        },
        entity: must(documents.get(name), 'a record of the test'),
        subscribe: listen,
        close: () => void (held -= 1),
      };
    },
    status: () => ({ state }),
    subscribeStatus: listen,
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    records,
    parts: () => documents.get(device)?.ledger('parts').length,
    held: () => held,
    waiting: () => listeners.size,
    arrive: (name: EntityName) => {
      absent.delete(name);
      tell();
    },
    cut: () => {
      state = 'offline';
      tell();
    },
  };
}

const takeOne = (records: Records) =>
  changeRecords(records, [device, item], ([into, from]) => {
    into.append('parts', { part: 'Battery', quantity: 1, item: 'i1' });
    from.append('movements', { reason: 'used', quantity: -1, device: 'd1' });
  });

test('KEEP-4: an edit of two records waits until both are here, and gives both back', async () => {
  const scene = shelf(item);
  const taking = takeOne(scene.records);
  await expect.poll(scene.waiting, { timeout: 10_000 }).toBe(2);
  expect(scene.parts()).toBe(0);
  scene.arrive(item);
  await taking;
  expect(scene.parts()).toBe(1);
  expect([scene.held(), scene.waiting()]).toEqual([0, 0]);
});

test('KEEP-4: without a connection nothing is written into either when one is only a row here, and it is told which', async () => {
  const scene = shelf(item);
  const taking = takeOne(scene.records);
  scene.cut();
  await expect(taking).rejects.toMatchObject({ name: 'NotOnThisDevice', record: item });
  expect(scene.parts()).toBe(0);
  expect([scene.held(), scene.waiting()]).toEqual([0, 0]);
});

test('KEEP-4: an edit of one record answers what was written, or that it is away', async () => {
  const scene = shelf(item);
  expect(await changeRecord(scene.records, device, (entity) => entity.kind.name)).toBe('device');
  scene.cut();
  await expect(changeRecord(scene.records, item, () => 'written')).rejects.toBeInstanceOf(NotOnThisDevice);
  expect(scene.held()).toBe(0);
});
