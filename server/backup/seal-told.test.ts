/** What is said of a backup whose end nobody could tell. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { shopNamed } from '../store/entries-scene.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store-scene.ts';
import { restoreBackup } from './restore-backup.ts';
import { createHolding } from './store-holds.ts';
import { writeBackup, type StoreHold } from './write-backup.ts';

const time = new ManualTime();
let scene: TemporaryStore;
let folder = '';
beforeEach(async () => {
  scene = await temporaryStore();
  await scene.store.createShop(shopNamed('demo'), 'Demo');
  folder = await mkdtemp(path.join(tmpdir(), 'solder-sealed-'));
});
afterEach(async () => {
  await scene.remove();
  await rm(folder, { recursive: true, force: true });
});

const holdingOf = () =>
  createHolding({
    folder: scene.folder,
    store: scene.store,
    files: new DiskFiles({ disk: new NodeDisk(path.join(scene.folder, 'files')), perShop: Infinity }),
    time,
  });

const back = (store: StoreHold) =>
  writeBackup({
    data: scene.folder,
    file: path.join(folder, 'backup.tar'),
    signingKey: false,
    solder: '0.1.0',
    now: () => time.now(),
    store,
  });
const restored = () =>
  restoreBackup({
    file: path.join(folder, 'backup.tar'),
    data: path.join(folder, 'restored'),
    takesBackFor: 0,
    now: () => time.now(),
  });

test('OPERATE-5: a backup that has its name is one, though the relay went away while it let go of the store', async () => {
  const holding = holdingOf();
  const { shops } = await back({
    hold: () => holding.hold(),
    seal: (order) => holding.seal(order),
    async release() {
      await holding.release();
      throw new Error('went away');
    },
  });
  expect(shops).toEqual([{ shop: 'demo', head: 0 }]);
  expect((await restored()).epoch).not.toBe(scene.store.epoch);
});

test('OPERATE-5: a backup that got its name before the relay went away is told as written, and one that got none as not', async () => {
  const holding = holdingOf();
  const gone = (seals: boolean): StoreHold => ({
    hold: () => holding.hold(),
    async seal(order) {
      if (seals) await holding.seal(order);
      throw new Error('The relay went away.');
    },
    release: () => holding.release(),
  });
  await expect(back(gone(false))).rejects.toThrow('could not be written: The relay went away.');
  await expect(back(gone(true))).rejects.toThrow(
    /backup\.tar was written, which was not told.*verify --backup/,
  );
  expect((await restored()).epoch).not.toBe(scene.store.epoch);
});
