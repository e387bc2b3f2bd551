/** Locations, bounds and a shop out of a file, as an operator types it, on a folder with a store on disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import { silentLog } from '../../log.ts';
import { historyPage } from '../../relay/record-history.ts';
import { author, documentNamed, shopNamed } from '../../store/entries-scene.ts';
import { openWorkshop, type Workshop } from '../../workshop.ts';
import { runOn } from '../run-scene.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-locations-'));
  await solder('shop', 'create', 'demo');
  await solder('user', 'add', '--shop', 'demo', '--user', 'ben', '--role', 'technician');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function solder(...words: string[]): Promise<string> {
  const ended = await runOn(folder, words);
  expect(ended, words.join(' ')).toMatchObject({ code: 0 });
  return ended.out;
}

const inside = async <T>(work: (workshop: Workshop) => Promise<T>): Promise<T> => {
  const workshop = await openWorkshop({ folder, time: systemTime, random: systemRandom, log: silentLog });
  try {
    return await work(workshop);
  } finally {
    await workshop.close();
  }
};

test('PLACE-6: locations are added, named, given to people and kept apart; one that is used stays', async () => {
  expect(await solder('location', 'add', '--shop', 'demo', '--name', 'South Street')).toContain(
    '"south-street"',
  );
  await solder('location', 'add', '--shop', 'demo', '--name', 'North', '--id', 'Nord');
  await solder('location', 'rename', '--shop', 'demo', '--id', 'Nord', '--name', 'North End');
  await solder(
    'user',
    'set-locations',
    '--shop',
    'demo',
    '--user',
    'ben',
    '--locations',
    'Nord,south-street',
  );
  expect(await solder('user', 'list', '--shop', 'demo')).toContain('Nord, south-street');
  const used = await runOn(folder, ['location', 'remove', '--shop', 'demo', '--id', 'Nord']);
  expect(used).toMatchObject({ code: 1, err: expect.stringContaining('another location first') as unknown });
  await solder('user', 'set-locations', '--shop', 'demo', '--user', 'ben', '--locations', 'south-street');
  await solder('location', 'remove', '--shop', 'demo', '--id', 'Nord');
  expect(await solder('location', 'list', '--shop', 'demo')).toMatch(
    /south-street {2}South Street\nThey are not kept/,
  );
  expect(JSON.parse(await solder('location', 'apart', '--shop', 'demo', 'on', '--json'))).toMatchObject({
    apart: true,
  });
  const wrong = await runOn(folder, ['location', 'apart', '--shop', 'demo', 'perhaps']);
  expect(wrong.code).toBe(2);
  expect((await runOn(folder, ['location', 'list', '--shop', 'none'])).code).toBe(1);
});

test('SHOP-6, SHOP-7: a shop goes into a file and comes out of it on disk, and tells how many bytes its log has', async () => {
  const record = documentNamed('order/o');
  const held = () =>
    inside(async ({ relay, store }) => ({
      row: { ...(await relay.row(record)), version: 0 },
      history: (await historyPage(store, record, { limit: 9 }))?.entries,
      place: await store.place(record),
      users: await store.users(shopNamed('demo')),
    }));
  await solder('location', 'add', '--shop', 'demo', '--name', 'North');
  await inside(({ relay }) =>
    relay.write(record, author('ben'), (entity) => {
      entity.set('number', 'RM-1');
      entity.set('location', 'north');
      entity.text('notes').insert(0, 'Words.');
    }),
  );
  const before = await held();
  expect(before).toMatchObject({ place: 'north', history: [{ author: 'ben' }, { author: 'ben' }] });
  expect(await solder('shop', 'limit', 'demo', '--bytes', '5000000')).toContain('5000000 bytes');
  expect(await solder('shop', 'list')).toMatch(/bytes of 5\.0 MB of records|kB of 5\.0 MB of records/);
  expect(await solder('status')).toContain('of 5.0 MB of log');
  const file = path.join(folder, 'demo.ndjson');
  await solder('shop', 'export', 'demo', '--out', file);
  expect(await runOn(folder, ['shop', 'import', file])).toMatchObject({ code: 1 });
  await solder('shop', 'remove', 'demo', '--yes');
  expect(await solder('shop', 'import', file)).toContain('1 records, 0 files and 1 people');
  expect(await held()).toEqual(before);
  expect(JSON.parse(await solder('shop', 'list', '--json'))).toMatchObject([
    { quotas: { bytes: 5_000_000 } },
  ]);
  await solder('verify');
  expect(await runOn(folder, ['shop', 'import', path.join(folder, 'none')])).toMatchObject({ code: 1 });
});
