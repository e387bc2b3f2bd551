/** Secrets in a data folder: what lies in its files, what a socket is sent, and a rotation of keys. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { systemAuthors, type Author } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Log } from '../log.ts';
import { documentNamed, shopNamed } from '../store/entries-scene.ts';
import { openWorkshop } from '../workshop.ts';

const demo = shopNamed('demo');
const device = documentNamed('device/d1');
const planted = 'PASSCODE-4711-planted';
const ben = { user: 'ben' as Author, role: 'technician' } as const;

let folder = '';
let logged = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-secrets-'));
  logged = '';
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log: Log = (...said) => void (logged += JSON.stringify(said));
const open = () => openWorkshop({ folder, time: systemTime, random: systemRandom, log });

/** All bytes of all files of the folder, as one text of single bytes. */
async function everyByte(): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile());
  const read = await Promise.all(
    files.map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')),
  );
  return read.join('\n');
}

test('SECRET-2: no byte of it is in any file of the folder, in the log, or in what a catching-up socket is sent', async () => {
  const workshop = await open();
  const { store, relay, secrets } = workshop;
  await store.createShop(demo, 'Demo');
  await relay.write(device, systemAuthors.import, (each) => each.set('status', 'repaired_ready'));
  await secrets.set(device, 'passcode', planted, ben);
  expect((await everyByte()).includes('repaired_ready')).toBe(true);
  expect((await everyByte()).includes(planted)).toBe(false);
  expect(await secrets.reveal(device, 'passcode', 'to look', ben)).toBe(planted);
  const page = await store.page({ shop: demo, after: 0, bytes: 1_000_000 });
  const history = await store.history({ name: device, limit: 100 });
  const sent = Buffer.from(page.body).toString('latin1') + JSON.stringify(history);
  expect((sent + (await everyByte()) + logged).includes(planted)).toBe(false);
  await relay.write(device, systemAuthors.import, (each) => each.set('status', 'collected'));
  expect(await store.secret({ name: device, secret: 'passcode' })).toBeUndefined();
  await workshop.close();
  expect((await everyByte()).includes(planted)).toBe(false);
});

test('SECRET-3: a rotation seals everything anew, and one that was cut short is finished by the next', async () => {
  const workshop = await open();
  const { store, relay, secrets } = workshop;
  await store.createShop(demo, 'Demo');
  const names = Array.from({ length: 5 }, (_, at) => documentNamed(`device/r${at}`));
  for (const name of names) {
    await relay.write(name, systemAuthors.import, (each) => each.set('brand', 'Nokia'));
    await secrets.set(name, 'passcode', `${planted} ${name.id}`, ben);
  }
  const [first] = names;
  const before = must(await store.secret({ name: must(first, 'one'), secret: 'passcode' }), 'kept');
  // Cut short: the disk refuses after the new key was made.
  const reseal = store.resealSecret.bind(store);
  let left = 2;
  store.resealSecret = (...given) => (left-- > 0 ? reseal(...given) : Promise.reject(new Error('cut')));
  await expect(secrets.rotate()).rejects.toThrow('cut');
  store.resealSecret = reseal;
  const all = () => Promise.all(names.map((name) => secrets.reveal(name, 'passcode', 'to look', ben)));
  expect(await all()).toEqual(names.map(({ id }) => `${planted} ${id}`));
  await workshop.close();

  const again = await open();
  expect(await again.secrets.rotate()).toEqual({ resealed: 3, unreadable: 0 });
  expect(
    await Promise.all(names.map((name) => again.secrets.reveal(name, 'passcode', 'to look', ben))),
  ).toEqual(names.map(({ id }) => `${planted} ${id}`));
  expect(await again.store.secretsNotUnder(before.key, 10)).toHaveLength(5);
  expect((await everyByte()).includes(`${before.key} `)).toBe(false);
  await again.close();
});

test('SECRET-3: without its key a secret says that it is to be set again, and a rotation counts it', async () => {
  const workshop = await open();
  const { store, relay, secrets } = workshop;
  await store.createShop(demo, 'Demo');
  await relay.write(device, systemAuthors.import, (each) => each.set('brand', 'Nokia'));
  await secrets.set(device, 'passcode', planted, ben);
  await workshop.close();
  await rm(path.join(folder, 'keys', 'secrets.keys'));
  const again = await open();
  await expect(again.secrets.reveal(device, 'passcode', 'x', ben)).rejects.toMatchObject({
    why: 'unreadable',
  });
  expect(await again.store.secretEvents(device, 10)).toHaveLength(1);
  expect(await again.secrets.rotate()).toEqual({ resealed: 0, unreadable: 1 });
  await again.secrets.set(device, 'passcode', planted, ben);
  expect(await again.secrets.reveal(device, 'passcode', 'x', ben)).toBe(planted);
  await again.close();
});
