/** A shop into a file and back: all of it, or nothing. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { must } from '../../shared/lib/assert.ts';
import { parseFileId, type Author, type ShopId } from '../../shared/lib/ids.ts';
import { sha256Of } from '../files/files-scene.ts';
import { historyPage } from '../relay/record-history.ts';
import { documentName } from '../relay/testing/scene.ts';
import { accountsScene, bearer, demo } from './accounts-scene.ts';
import { exportShop } from './export-shop.ts';
import { finishShops } from './remove-shop.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-shop-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8]);
const photo = must(parseFileId('0'.repeat(22)), 'a legal id');

/** All but the first and the last, and those of records, whose numbers are others. */
const lines = (text: string) =>
  text
    .split('\n')
    .slice(1, -2)
    .filter((line) => !line.includes('"document"'));

async function scene() {
  const setting = await accountsScene();
  const { act, relay, store, files, settle, settleIn, connect, entity, time } = setting;
  await act('location-add', { id: 'north', name: 'North End' });
  await act('user-set-locations', { user: 'ben', locations: 'north' });
  const ana = await settleIn('ana');
  const peer = await connect((await ana.refresh('ana')).body['token']);
  for (const name of ['client/c', 'order/o']) peer.open(name);
  await settle();
  entity(peer, 'client/c', 'ana').set('name', 'Carla');
  entity(peer, 'client/c', 'ana').text('notes').insert(0, 'Rings twice.');
  entity(peer, 'order/o', 'ana').set('location', 'north');
  await settle();
  await time.advance(5_000);
  entity(peer, 'client/c', 'ana').set('name', 'Carla Lind');
  entity(peer, 'order/o', 'ana').set('signature', photo);
  await settle();
  const file = { shop: demo, id: photo, rendition: 'full' } as const;
  const facts = {
    length: jpeg.length,
    type: 'image/jpeg',
    sha256: sha256Of(jpeg),
    by: 'ana' as Author,
  } as const;
  await files.begin(file, facts);
  await files.append(
    file,
    0,
    (async function* () {
      yield await Promise.resolve(jpeg);
    })(),
  );
  const exported = async (shop = demo): Promise<string> => {
    let text = '';
    for await (const line of exportShop({ store, relay, files, now: () => 1 }, shop)) text += line;
    return text;
  };
  /** All that a shop holds, as far as it is not of one relay alone. */
  const held = async (shop: ShopId) => ({
    rows: await Promise.all(
      ['client/c', 'order/o'].map(async (name) => {
        const row = must(await relay.row(documentName(name, shop)), 'a record that is there');
        // The number of its newest entry is of this log alone.
        return { ...row, version: 0 };
      }),
    ),
    history: await Promise.all(
      ['client/c', 'order/o'].map((name) => historyPage(store, documentName(name, shop), { limit: 50 })),
    ),
    texts: (await setting.stored('client/c', shop)).getText('text:notes').toJSON(),
    claims: (await store.load(documentName('client/c', shop)))?.claims.map(({ client, user }) => [
      client,
      user,
    ]),
    users: (await store.users(shop)).map(({ shop: _of, ...user }) => user),
    locations: await store.locations(shop),
    file: await files.read({ shop, id: photo, rendition: 'full' }).then((found) => found?.sha256),
  });
  return { ...setting, exported, held, peer };
}

test('SHOP-7: every record, its history, people, locations and photos are in the file, and in the shop that is made of it', async () => {
  const { act, exported, held, store } = await scene();
  const before = await held(demo);
  const file = path.join(folder, 'demo.ndjson');
  await writeFile(file, await exported());
  await expect(act('shop-import', { file })).rejects.toMatchObject({ kind: 'conflict' });
  expect(await act('shop-import', { file, as: 'copy' })).toEqual({
    shop: 'copy',
    records: 2,
    files: 1,
    users: 3,
  });
  expect(await held('copy' as ShopId)).toEqual(before);
  await act('shop-remove', { yes: true });
  expect(await act('shop-import', { file })).toMatchObject({ shop: 'demo', records: 2 });
  expect(await held(demo)).toEqual(before);
  expect(await store.shop(demo)).not.toHaveProperty('suspended');
  // What it exports now is the same, but for when.
  expect(lines(await exported())).toEqual(lines(await readFile(file, 'utf8')));
});

test('SHOP-7: whoever had the shop before finds another one under its name, fetches all of it and goes on under the same ids', async () => {
  const { act, exported, peer, connect, settle, settleIn, entity, stored } = await scene();
  const epoch = peer.told('welcome')[0]?.epoch;
  const { doc } = peer.opened('client/c');
  const file = path.join(folder, 'demo.ndjson');
  await writeFile(file, await exported());
  // Written behind the back of the file, and before the shop went.
  entity(peer, 'client/c', 'ana').set('city', 'Wells');
  await settle();
  await act('shop-remove', { yes: true });
  await act('shop-import', { file });
  const ana = await settleIn('ana');
  const again = await connect((await ana.refresh('ana')).body['token']);
  const now = again.told('welcome')[0]?.epoch;
  expect(now).not.toBe(epoch);
  again.send({ type: 'catch-up', cursor: 0, kinds: [] });
  again.open('client/c', doc, [doc.clientID]);
  await settle();
  expect(again.told('closed')).toEqual([]);
  expect(again.told('page').at(-1)).toMatchObject({ epoch: now, count: 2 });
  entity(again, 'client/c', 'ana').set('company', 'Lind & Co');
  await settle();
  const back = new Y.Doc();
  Y.applyUpdate(back, Y.encodeStateAsUpdate(await stored('client/c')));
  const text = JSON.stringify(back.getArray('registers').toJSON());
  expect(text).toContain('Wells');
  expect(text).toContain('Lind & Co');
});

test('SHOP-7: a file that is cut off, changed, of another version or none makes nothing, and says why', async () => {
  const { act, exported, store, files, ask } = await scene();
  const text = await exported();
  const lines = text.split('\n');
  const bad: readonly (readonly [string, RegExp])[] = [
    [lines.slice(0, 3).join('\n'), /cut off/],
    [text.replace('Carla Lind', 'Carlo Lind'), /checksum/],
    [text + lines[1], /after its last line/],
    [text.replace('"version":2', '"version":9'), /version 9/],
    ['{"solder":"elsewhere"}\n', /no exported shop/],
    ['not json\n', /no exported shop/],
  ];
  for (const [content, why] of bad) {
    const file = path.join(folder, 'bad.ndjson');
    await writeFile(file, content);
    await expect(act('shop-import', { file, as: 'copy' })).rejects.toThrow(why);
    expect(await store.hasShop('copy' as ShopId)).toBe(false);
  }
  await expect(act('shop-import', { file: path.join(folder, 'none'), as: 'copy' })).rejects.toThrow(
    /cannot be read/,
  );
  await expect(act('shop-import', { file: '', as: 'Not A Name' })).rejects.toMatchObject({
    kind: 'bad-request',
  });
  expect(await files.used('copy' as ShopId)).toBe(0);
  expect((await ask('/api/shops/copy/client', { headers: bearer('x') })).status).toBe(401);
});

test('SHOP-1: no shop is made at an address of the relay’s own out of a file either, under whichever name it was written', async () => {
  const { act, exported, store } = await scene();
  const file = path.join(folder, 'demo.ndjson');
  const text = await exported();
  await writeFile(file, text);
  for (const as of ['operator', 'signed-in'])
    await expect(act('shop-import', { file, as })).rejects.toMatchObject({ kind: 'bad-request' });
  const header = text.slice(0, text.indexOf('\n'));
  const rest = text.split('\n').slice(1, -2);
  const renamed = [header.replace('"shop":"demo"', '"shop":"api"'), ...rest];
  const end = { ...(JSON.parse(text.trim().split('\n').at(-1) ?? '') as object), sha256: '' };
  end.sha256 = sha256Of(new TextEncoder().encode(`${renamed.join('\n')}\n`));
  await writeFile(file, `${[...renamed, JSON.stringify(end)].join('\n')}\n`);
  await expect(act('shop-import', { file })).rejects.toMatchObject({ kind: 'bad-request' });
  for (const shop of ['operator', 'signed-in', 'api'])
    expect(await store.hasShop(shop as ShopId)).toBe(false);
  // Under a name that is none of the relay's it is a shop.
  expect(await act('shop-import', { file, as: 'copy' })).toMatchObject({ records: 2 });
});

const copy = 'copy' as ShopId;

test('SHOP-7: half a shop of an import that was killed is never let in, and goes with the next import or start', async () => {
  for (const next of ['import', 'remove', 'create', 'start'] as const) {
    const setting = await scene();
    const { act, exported, store, relay, files, bridges } = setting;
    const file = path.join(folder, 'demo.ndjson');
    await writeFile(file, await exported());
    // Killed: neither what is still to be written is, nor is anything taken away.
    const killed = [vi.spyOn(store, 'append'), vi.spyOn(store, 'markShop')];
    for (const each of killed) each.mockRejectedValueOnce(new Error('killed'));
    await expect(act('shop-import', { file, as: 'copy' })).rejects.toThrow('killed');
    expect(await store.users(copy)).not.toEqual([]);
    expect(await store.shop(copy)).toMatchObject({ suspended: true, unfinished: 'importing' });
    for (const what of ['shop-resume', 'user-list'] as const)
      await expect(act(what, { shop: 'copy' })).rejects.toMatchObject({ kind: 'conflict' });
    if (next === 'start') expect(await finishShops({ store, relay, files, bridges })).toEqual(['copy']);
    if (next === 'remove') await act('shop-remove', { shop: 'copy', yes: true });
    if (next === 'create') {
      await act('shop-create', { shop: 'copy' });
      expect(await store.users(copy)).toEqual([]);
      continue;
    }
    if (next !== 'import') expect(await store.hasShop(copy)).toBe(false);
    await act('shop-import', { file, as: 'copy' });
    expect(await setting.held(copy)).toEqual(await setting.held(demo));
    expect(await store.shop(copy)).not.toHaveProperty('unfinished');
  }
});

test('SHOP-7: a shop that was there before stays as it was, whatever becomes of an import, and of two at once one makes it', async () => {
  const { act, exported, held, store } = await scene();
  const file = path.join(folder, 'demo.ndjson');
  await writeFile(file, await exported());
  await act('shop-create', { shop: 'copy', title: 'Mine' });
  await act('shop-limit', { shop: 'copy', users: '2' });
  await act('location-add', { shop: 'copy', id: 'south', name: 'South' });
  const before = await store.shop(copy);
  await expect(act('shop-import', { file, as: 'copy' })).rejects.toMatchObject({ kind: 'conflict' });
  expect(await store.shop(copy)).toEqual(before);
  expect(await store.locations(copy)).toEqual([{ id: 'south', name: 'South' }]);

  const both = await Promise.allSettled([
    act('shop-import', { file, as: 'twice' }),
    act('shop-import', { file, as: 'twice' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict' } });
  expect(await held('twice' as ShopId)).toEqual(await held(demo));
});
