/** What a look at the store tells the operator, read in its own thread from a store that a relay works on. */
import { afterEach, expect, test } from 'vitest';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { unsyncedAfter } from '../../shared/operator/told.ts';
import { ThreadInspector } from '../operator/thread-inspector.ts';
import { demo, documentName, sceneWith } from '../relay/testing/scene.ts';
import { temporaryStore } from '../store/temporary-store-scene.ts';

const { import: author, bridge: other } = systemAuthors;

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).toReversed()) await each();
});

async function looking() {
  const { store, folder, remove } = await temporaryStore();
  undo.push(remove);
  const inspector = new ThreadInspector(folder);
  undo.push(() => inspector.close());
  return { ...(await sceneWith({ store })), inspector };
}

test('DASH-5: shops with their people, records, quotas and refusals; who is suspended', async () => {
  const { relay, store, time, inspector } = await looking();
  const now = time.now();
  for (const id of ['ana', 'ben'])
    await store.saveUser({ shop: demo, id: id as Author, name: id, role: 'manager' });
  await store.saveUser({ shop: demo, id: 'ben' as Author, name: 'ben', role: 'manager', revoked: true });
  await store.setQuotas(demo, { records: 500 });
  await store.setSuspended(demo, true);
  await relay.write(documentName('ticket/t1'), author, (each) => each.set('subject', 'One'));
  const { shops, at } = await inspector.look({ now, limit: 10 });
  expect(at).toBe(now);
  expect(shops).toEqual([
    {
      shop: 'demo',
      title: 'demo',
      suspended: true,
      quotas: { records: 500 },
      records: 1,
      damaged: 0,
      people: 1,
      refused: 0,
      devices: 0,
      unsynced: 0,
    },
    expect.objectContaining({ shop: 'other', records: 0, suspended: false, quotas: {} }),
  ]);
});

test('DASH-5: devices that were away for days, or keep something for days, those with unsent work first', async () => {
  const { store, time, inspector } = await looking();
  const now = time.now() + 10 * unsyncedAfter;
  const line = {
    shop: demo,
    user: 'ana' as Author,
    device: '',
    schema: '1.x',
    reached: 2,
    records: 0,
    edits: 0,
    since: 0,
  };
  const long = now - unsyncedAfter - 1;
  await store.noteReplicas([
    { ...line, id: 'here', seen: now },
    { ...line, id: 'away', seen: long },
    { ...line, id: 'keeps', seen: now, records: 1, edits: 4, since: long },
    { ...line, id: 'just', seen: now, records: 1, edits: 1, since: now - 1_000 },
    { ...line, id: 'both', seen: long - 5, records: 1, edits: 2, since: long - 9 },
  ]);
  const { devices, shops } = await inspector.look({ now, limit: 10 });
  expect(devices.map(({ id }) => id)).toEqual(['both', 'keeps', 'away']);
  expect(devices[1]).toEqual({
    shop: 'demo',
    user: 'ana',
    id: 'keeps',
    device: '',
    schema: '1.x',
    seen: now,
    records: 1,
    edits: 4,
    unsentSince: long,
  });
  expect(shops[0]).toMatchObject({ devices: 5, unsynced: 3 });
  expect((await inspector.look({ now, limit: 1 })).devices).toHaveLength(1);
});

test('DASH-5: the largest records come first, and how many are bloated is counted', async () => {
  const { relay, inspector, time } = await looking();
  const write = (name: string, text: string) =>
    relay.write(documentName(name), author, (each) => each.set('subject', text));
  await write('ticket/small', 'a');
  await write('ticket/larger', 'a'.repeat(200));
  // Letters that do not compress, in a text that may be long.
  const letters = Array.from({ length: 90_000 }, (_, at) =>
    String.fromCharCode(0x4e00 + ((at * 7919) % 20_000)),
  );
  await relay.write(documentName('device/bloated'), author, (each) =>
    each.text('notes').insert(0, letters.join('')),
  );
  const { largest, bloated } = await inspector.look({ now: time.now(), limit: 2 });
  expect(largest.map(({ id }) => id)).toEqual(['bloated', 'larger']);
  expect(largest[0]).toMatchObject({ shop: 'demo', kind: 'device', entries: 1, damaged: false });
  expect(bloated).toBe(1);
});

test('DASH-6: a record with its row, how it is stored and who changed what', async () => {
  const { relay, inspector } = await looking();
  const name = documentName('ticket/t1');
  await relay.write(name, author, (each) => each.set('subject', 'One'));
  await relay.write(name, other, (each) => each.set('subject', 'Two'));
  expect(await inspector.document(name)).toMatchObject({
    shop: 'demo',
    kind: 'ticket',
    id: 't1',
    row: { fields: { subject: 'Two' } },
    entries: 2,
    folded: 0,
    authors: ['@bridge', '@import'],
    damage: 0,
    more: false,
    history: [
      { author: '@bridge', changes: [{ field: 'subject', from: 'One', to: 'Two' }] },
      { author: '@import' },
    ],
  });
  expect(await inspector.document(documentName('ticket/none'))).toBeUndefined();
  expect(await inspector.document(documentName('ticket/t1', 'other' as never))).toBeUndefined();
});
