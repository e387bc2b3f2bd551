/** Photos that become whole while a backup is being ended. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { shopNamed } from '../store/entries-scene.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store-scene.ts';
import { restoreBackup } from './restore-backup.ts';
import { createHolding, type HoldingDependencies } from './store-holds.ts';
import { writeBackup, type StoreHold } from './write-backup.ts';

const shop = shopNamed('demo');
const [early, late, after] = ['a', 'b', 'c'].map((end) => `01h3b6m3k0v7w2n5xq8r4${end}` as FileId) as [
  FileId,
  FileId,
  FileId,
];
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 3_000 }, (_, at) => at % 251)]);
const time = new ManualTime();
let scene: TemporaryStore;
let folder = '';
let files: DiskFiles;
beforeEach(async () => {
  scene = await temporaryStore();
  await scene.store.createShop(shop, 'Demo');
  folder = await mkdtemp(path.join(tmpdir(), 'solder-late-'));
  files = new DiskFiles({ disk: new NodeDisk(path.join(scene.folder, 'files')), perShop: Infinity });
});
afterEach(async () => {
  await scene.remove();
  await rm(folder, { recursive: true, force: true });
});

async function addPhoto(id: FileId): Promise<boolean> {
  const name = { shop, id, rendition: 'full' as const };
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  await files.begin(name, { length: jpeg.length, type: 'image/jpeg', sha256, by: 'ana' as never });
  const pieces = async function* () {
    yield jpeg;
  };
  return (await files.append(name, 0, pieces())).finished;
}

const holding = (store: HoldingDependencies['store'] = scene.store) =>
  createHolding({ folder: scene.folder, store, files, time });
const file = () => path.join(folder, 'backup.tar');
const back = (store: StoreHold) =>
  writeBackup({
    data: scene.folder,
    file: file(),
    signingKey: false,
    solder: '0.1.0',
    now: () => time.now(),
    store,
  });
/** A backup with something done once all is copied and synced, and before its end. */
function sealedAfter(meanwhile: () => Promise<unknown>) {
  const holds = holding();
  return back({
    hold: () => holds.hold(),
    release: () => holds.release(),
    async seal(order) {
      await meanwhile();
      return holds.seal(order);
    },
  });
}
/** The folder that is made of it. */
async function restored(): Promise<string> {
  const data = path.join(folder, 'restored');
  await restoreBackup({ file: file(), data, takesBackFor: 0, now: () => time.now() });
  return data;
}
const photosIn = (parts: readonly { readonly name: string }[]) =>
  parts.flatMap(({ name }) => /([^/]+)\.full$/.exec(name)?.[1] ?? []).sort();

test('BACKUP-1: a photo that was acknowledged after the last look at photos, and before the end, is in the backup', async () => {
  await addPhoto(early);
  const manifest = await sealedAfter(async () => expect(await addPhoto(late)).toBe(true));
  expect(photosIn(manifest.parts)).toEqual([early, late]);
  const data = await restored();
  for (const end of ['', '.json'])
    expect(await readFile(path.join(data, 'files', 'demo', late.slice(-2), `${late}.full${end}`))).toEqual(
      await readFile(path.join(scene.folder, 'files', 'demo', late.slice(-2), `${late}.full${end}`)),
    );
});

test('RESTORE-1: a photo that was erased after it was copied does not come back', async () => {
  await addPhoto(early);
  const manifest = await sealedAfter(() => files.remove(shop, early));
  // It was copied before anybody knew.
  expect(photosIn(manifest.parts)).toEqual([early]);
  expect(await readdir(path.join(await restored(), 'files', 'demo', early.slice(-2)))).toEqual([
    `${early}.gone`,
  ]);
});

test('BACKUP-1: a photo that would become whole while the store is sealed is acknowledged after the end', async () => {
  const told: string[] = [];
  const sealing = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const { store } = scene;
  const holds = holding({
    holdFile: () => store.holdFile(),
    releaseFile: () => store.releaseFile(),
    scrub: () => store.scrub(),
    async sealBackup(order) {
      sealing.resolve();
      await go.promise;
      const manifest = await store.sealBackup(order);
      told.push('sealed');
      return manifest;
    },
  });
  await addPhoto(early);
  const done = back(holds);
  await sealing.promise;
  const added = addPhoto(after).then((finished) => told.push(`finished ${finished}`));
  // Its bytes are here by then, and it waits for nothing but its turn to become whole.
  const upload = path.join(scene.folder, 'files', 'demo', after.slice(-2), `${after}.full.upload`);
  await expect.poll(async () => (await readFile(upload).catch(() => '')).length).toBe(jpeg.length);
  go.resolve();
  expect(photosIn((await done).parts)).toEqual([early]);
  await added;
  expect(told).toEqual(['sealed', 'finished true']);
});
