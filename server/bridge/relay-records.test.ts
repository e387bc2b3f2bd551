import { afterEach, expect, it } from 'vitest';
import type { Author, EntityName, KindName } from '../../shared/lib/ids.ts';
import { demo, documentName, sceneWith } from '../relay/testing/scene.ts';
import { temporaryStore } from '../store/temporary-store-scene.ts';
import { relayRecords } from './relay-records.ts';

const kinds = ['client', 'order', 'device', 'ticket'] as KindName[];
let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

async function records() {
  const { store, remove } = await temporaryStore();
  const { relay } = await sceneWith({ store, seed: 1 });
  close = remove;
  return { store, relay, records: relayRecords({ relay, store, shop: demo, kinds }) };
}
const bare = (path: string): EntityName => {
  const { kind, id } = documentName(path);
  return { kind, id };
};

it('BRIDGE-5: the bridge writes through the relay, as itself and through its own door, and is told what moved', async () => {
  const { store, relay, records: shop } = await records();
  const device = bare('device/d');
  expect([await shop.exists(device), await shop.written(device)]).toEqual([false, 0]);
  await shop.write(device, (entity) => {
    entity.set('created', 1);
    entity.set('brand', 'Acme');
  });
  await relay.write(documentName('client/c'), 'ana' as Author, (entity) => entity.set('name', 'Ada'), {
    role: 'owner',
  });
  const moved = await shop.moved(0, 10);
  expect(moved.records.map(({ kind, id }) => `${kind}/${id}`)).toEqual(['device/d', 'client/c']);
  expect((await shop.moved(moved.upTo, 10)).records).toEqual([]);
  const history = await store.history({ name: documentName('device/d'), limit: 10 });
  expect(history?.entries.map(({ author, through }) => [author, through])).toEqual([['@bridge', 'bridge']]);
  const ids: string[] = [];
  for await (const id of shop.ids('device' as KindName)) ids.push(id);
  expect(ids).toEqual(['d']);
});

it('BRIDGE-7: that the bridge wrote to a record is told from what is stored, and nobody else’s write looks like it', async () => {
  const { relay, records: shop } = await records();
  const device = bare('device/d');
  await shop.write(device, (entity) => entity.set('brand', 'Acme'));
  const first = await shop.written(device);
  expect(first).toBeGreaterThan(0);
  await relay.write(documentName('device/d'), 'ana' as Author, (entity) => entity.set('brand', 'Other'), {
    role: 'owner',
  });
  expect(await shop.write(device, (entity) => entity.get('brand'))).toBe('Other');
  expect(await shop.written(device)).toBe(first);
  await shop.write(device, (entity) => entity.text('diagnosis').insert(0, 'Wet'));
  expect(await shop.written(device)).toBeGreaterThan(first);
});
