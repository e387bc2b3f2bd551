/** Done-when: a backup taken under load holds every edit that was acknowledged before its end. */
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Author, FileId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { openSigningKey, signingKeyPath } from '../auth/signing-key.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { openSecretKeys, secretKeysPath } from '../secrets/secret-keys.ts';
import { documentNamed, entry, shopNamed, text } from '../store/entries-scene.ts';
import { BridgeFiles } from '../bridge/running/bridge-files.ts';
import { SqliteBridgeState } from '../bridge/state/sqlite-bridge-state.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store-scene.ts';
import { BadBackup } from './bad-backup.ts';
import { partNames } from './manifest.ts';
import { restoreBackup, unpackBackup } from './restore-backup.ts';
import { BackupUnderWay, createHolding, folderHold } from './store-holds.ts';
import { BackupNotTaken, writeBackup, type BackupOrder } from './write-backup.ts';

const shop = shopNamed('demo');
const photo = '01h3b6m3k0v7w2n5xq8r4t' as FileId;
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 3_000 }, (_, at) => at % 251)]);

let scene: TemporaryStore;
let folder = '';
let file = '';
let time: ManualTime;
beforeEach(async () => {
  time = new ManualTime();
  scene = await temporaryStore();
  await scene.store.createShop(shop, 'Demo');
  folder = await mkdtemp(path.join(tmpdir(), 'solder-backup-'));
  file = path.join(folder, 'backup.tar');
});
afterEach(async () => {
  await scene.remove();
  await rm(folder, { recursive: true, force: true });
});

const filesOf = () =>
  new DiskFiles({ disk: new NodeDisk(path.join(scene.folder, 'files')), perShop: Infinity });
const holdingOf = () => createHolding({ folder: scene.folder, store: scene.store, files: filesOf(), time });

const order = (more: Partial<BackupOrder> = {}): BackupOrder => ({
  data: scene.folder,
  file,
  signingKey: false,
  solder: '0.1.0',
  now: () => time.now(),
  store: holdingOf(),
  ...more,
});

const addPhoto = async (id: FileId = photo): Promise<void> => {
  const files = new DiskFiles({ disk: new NodeDisk(path.join(scene.folder, 'files')), perShop: Infinity });
  const name = { shop, id, rendition: 'full' as const };
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  await files.begin(name, { length: jpeg.length, type: 'image/jpeg', sha256, by: 'ana' as never });
  await files.append(
    name,
    0,
    (async function* () {
      yield jpeg;
    })(),
  );
};

const restored = (name = 'restored') => path.join(folder, name);

/** What a folder's store has of a record. */
async function updatesIn(data: string, name: string): Promise<readonly string[]> {
  const store = await openSqliteStore({ folder: data });
  try {
    return ((await store.load(documentNamed(name)))?.updates ?? []).map(text);
  } finally {
    await store.close();
  }
}

/** Changes one bit of a file. */
async function flip(at: number): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  await handle.close();
}

const restore = (data = restored()) => restoreBackup({ file, data, takesBackFor: 0, now: () => time.now() });

describe('a backup', () => {
  it('BACKUP-1: holds every edit that was acknowledged before its end, taken while writers write', async () => {
    const acknowledged: { readonly record: string; readonly update: string; readonly at: number }[] = [];
    let clock = 0;
    const state = { writing: true };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; state.writing; n++) {
        const [record, update] = [`device/w${writer}`, `${writer}.${n}`];
        await scene.store.append([entry(documentNamed(record), update, { row: '{}' })]);
        acknowledged.push({ record, update, at: ++clock });
      }
    });
    while (acknowledged.length < 100) await new Promise((resolve) => setImmediate(resolve));
    await addPhoto();
    const holding = holdingOf();
    let end = 0;
    const manifest = await writeBackup(
      order({
        store: {
          hold: () => holding.hold(),
          release: () => holding.release(),
          async seal(sealed) {
            // Writing goes on between what was copied first and what is copied last.
            const before = acknowledged.length;
            while (acknowledged.length < before + 200) await new Promise((resolve) => setImmediate(resolve));
            end = clock;
            return holding.seal(sealed);
          },
        },
      }),
    );
    state.writing = false;
    await Promise.all(writers);
    expect(end).toBeGreaterThan(300);
    expect(manifest.parts.map(({ name }) => name)).toContain(partNames.tail);

    const { epoch } = await restoreBackup({
      file,
      data: restored(),
      takesBackFor: 1_000,
      now: () => time.now(),
    });
    expect(epoch).not.toBe(scene.store.epoch);
    expect(manifest.epoch).toBe(scene.store.epoch);
    for (let writer = 0; writer < 4; writer++) {
      const record = `device/w${writer}`;
      const kept = new Set(await updatesIn(restored(), record));
      const lost = acknowledged.filter(
        (each) => each.record === record && each.at <= end && !kept.has(each.update),
      );
      expect(lost).toEqual([]);
    }
    expect(await readFile(path.join(restored(), 'files', 'demo', '4t', `${photo}.full`))).toEqual(
      Buffer.from(jpeg),
    );
  });

  it('BACKUP-1: a photo that came while photos were copied goes along', async () => {
    await addPhoto();
    const later = '01h3b6m3k0v7w2n5xq8r5t' as FileId;
    const holding = holdingOf();
    const { parts } = await writeBackup(
      order({
        store: {
          ...holding,
          async hold() {
            await addPhoto(later);
            return holding.hold();
          },
        },
      }),
    );
    const names = parts.map(({ name }) => name);
    expect(names).toContain(`files/demo/4t/${photo}.full`);
    expect(names).toContain(`files/demo/5t/${later}.full`);
  });

  it('BACKUP-3: keys go along as the operator chose, and no key of passcodes unless asked for', async () => {
    await openSigningKey(scene.folder);
    await openSecretKeys(secretKeysPath(scene.folder));
    const names = async (more: Partial<BackupOrder>) => {
      await rm(file, { force: true });
      return (await writeBackup(order(more))).parts
        .map(({ name }) => name)
        .filter((name) => name.startsWith('keys/'));
    };
    expect(await names({})).toEqual([]);
    expect(await names({ signingKey: true })).toEqual([partNames.signingKey]);
    const secretKeys = secretKeysPath(scene.folder);
    expect(await names({ signingKey: true, secretKeys })).toEqual([
      partNames.signingKey,
      partNames.secretKeys,
    ]);
    const { mode } = await stat(file);
    expect(mode & 0o777).toBe(0o600);
    await restoreBackup({ file, data: restored(), takesBackFor: 0, now: () => time.now() });
    for (const key of [signingKeyPath, secretKeysPath]) {
      expect(await readFile(key(restored()))).toEqual(await readFile(key(scene.folder)));
      expect((await stat(key(restored()))).mode & 0o777).toBe(0o600);
    }
  });

  it('BACKUP-4: it is there whole or not at all, and never in the place of another', async () => {
    await writeFile(file, 'mine');
    await expect(writeBackup(order())).rejects.toThrow(BackupNotTaken);
    expect(await readFile(file, 'utf8')).toBe('mine');
    await rm(file);
    await expect(writeBackup(order({ file: path.join(scene.folder, 'inside.tar') }))).rejects.toThrow(
      'data folder',
    );
    const mistyped = path.join(folder, 'backpus', 'backup.tar');
    await expect(writeBackup(order({ file: mistyped }))).rejects.toThrow(
      `There is no folder ${path.dirname(mistyped)}; nothing was written.`,
    );
    const failing = holdingOf();
    const store = { ...failing, seal: () => Promise.reject(new Error('no space left')) };
    await expect(writeBackup(order({ store }))).rejects.toThrow('no space left');
    expect(await readdir(folder)).toEqual([]);
    // What failed holds nothing up.
    await writeBackup(order());
    expect(await readdir(folder)).toEqual(['backup.tar']);
  });

  it('BACKUP-4: a relay that is told to end one gives it the name of no file that is there', async () => {
    await openSigningKey(scene.folder);
    const key = signingKeyPath(scene.folder);
    const before = await readFile(key);
    const draft = `${key}.part`;
    await writeFile(draft, 'another key');
    const holding = holdingOf();
    const held = await holding.hold();
    const manifest = { format: 1, solder: '0.1.0', begun: 1, at: 1, parts: [] } as never;
    await expect(holding.seal({ held, draft, file: key, manifest })).rejects.toThrow('is there already');
    await holding.release();
    expect(await readFile(key)).toEqual(before);
  });

  it('BACKUP-4: one at a time; one that died is over after a while, and the store is as before', async () => {
    const holding = holdingOf();
    await holding.hold();
    await expect(holding.hold()).rejects.toThrow(BackupUnderWay);
    await time.advance(60 * 60_000);
    await holding.hold();
    await holding.release();
    await scene.store.append([entry(documentNamed('device/a'), 'after')]);
    await writeBackup(order({ store: holding }));
    expect((await unpackBackup(file, await mkdtemp(path.join(folder, 'x-')))).shops).toEqual([
      { shop, head: 2 },
    ]);
  });

  it('BACKUP-4: an erasure meanwhile is finished when the backup is over', async () => {
    await scene.store.append([entry(documentNamed('client/c'), 'somebody')]);
    const holding = holdingOf();
    await holding.hold();
    const erasure = { shop, by: 'operator', at: 1, kept: [], files: [] };
    const { kind, id } = documentNamed('client/c');
    const subject = { kind, id };
    await scene.store.erase({ ...erasure, subject, names: [subject] });
    expect(await scene.store.scrub()).toBe(false);
    expect((await scene.store.unfinishedErasures()).scrub).toBe(true);
    await holding.release();
    expect((await scene.store.unfinishedErasures()).scrub).toBe(false);
  });

  it('BACKUP-1: another program that moves the write-ahead log meanwhile is noticed', async () => {
    await scene.store.append([entry(documentNamed('device/a'), 'first')]);
    const holding = holdingOf();
    const seal: BackupOrder['store']['seal'] = async (sealed) => {
      await scene.store.append([entry(documentNamed('device/a'), 'second')]);
      scene.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
      return holding.seal(sealed);
    };
    await expect(writeBackup(order({ store: { ...holding, seal } }))).rejects.toThrow('another program');
    expect(await readdir(folder)).toEqual([]);
  });

  it('BACKUP-7, RESTORE-6: bridges go along as they are while they work, without what lets them in, and come back paused', async () => {
    const bridges = new BridgeFiles(scene.folder);
    const settings = {
      address: 'https://shop.example/api',
      mapping: 'simple',
      perMinute: 60,
      every: 30,
      paused: false,
      since: 7,
    };
    await bridges.saveSettings(shop, settings);
    await bridges.saveToken(shop, { token: 'opens it' });
    const state = new SqliteBridgeState(bridges.stateFile(shop));
    await state.commit({ cursors: { moved: '41' } });
    await state.commit({ cursors: { moved: '42' } });
    await writeBackup(order());
    await state.commit({ cursors: { moved: '43' } });
    await state.close();
    expect((await readFile(file)).includes('opens it')).toBe(false);
    expect((await readdir(folder)).filter((name) => name.includes('.bridge'))).toEqual([]);
    await restore();
    const back = new BridgeFiles(restored());
    expect(await back.settings(shop)).toEqual({ ...settings, paused: true });
    expect(await back.token(shop)).toBeUndefined();
    const known = new SqliteBridgeState(back.stateFile(shop));
    expect(await known.cursor('moved')).toBe('42');
    await known.close();
  });

  it('BACKUP-5: of a folder on which no relay works, also of one that was killed', async () => {
    await scene.store.append([entry(documentNamed('device/a'), 'one')]);
    // As a kill leaves it: with a write-ahead log that nobody has moved.
    const killed = path.join(folder, 'killed');
    await mkdir(killed);
    for (const name of ['store.sqlite', 'store.sqlite-wal']) {
      await writeFile(path.join(killed, name), await readFile(path.join(scene.folder, name)));
    }
    await writeBackup(order({ data: killed, store: folderHold(killed) }));
    await restoreBackup({ file, data: restored(), takesBackFor: 0, now: () => time.now() });
    expect(await updatesIn(restored(), 'device/a')).toEqual(['one']);
  });
});

describe('a backup that is restored', () => {
  beforeEach(async () => {
    await scene.store.append([entry(documentNamed('device/a'), 'one')]);
    await openSigningKey(scene.folder);
    await addPhoto();
    await writeBackup(order({ signingKey: true }));
  });

  it('RESTORE-1: goes into an empty folder and into no other', async () => {
    const taken = restored('taken');
    await mkdir(taken);
    await writeFile(path.join(taken, 'mine'), '');
    await expect(restore(taken)).rejects.toThrow('not empty');
    expect(await readdir(taken)).toEqual(['mine']);
    await restore();
    expect(await updatesIn(restored(), 'device/a')).toEqual(['one']);
    expect((await stat(restored())).mode & 0o777).toBe(0o700);
    // Such as the root of a file system of its own.
    const empty = restored('empty');
    await mkdir(path.join(empty, 'lost+found'), { recursive: true });
    const { ino } = await stat(empty);
    const whole = await readFile(file);
    await truncate(file, whole.length - 5_000);
    await expect(restore(empty)).rejects.toThrow('cut short');
    expect(await readdir(empty)).toEqual(['lost+found']);
    await writeFile(file, whole);
    await restore(empty);
    expect((await stat(empty)).ino).toBe(ino);
    expect((await readdir(empty)).sort()).toEqual(['files', 'keys', 'lost+found', 'store.sqlite']);
    expect(await updatesIn(empty, 'device/a')).toEqual(['one']);
  });

  it('RESTORE-2: one that is cut short or damaged anywhere is refused by the name of its part, and leaves nothing', async () => {
    const bytes = await readFile(file);
    const { parts } = await unpackBackup(file, await mkdtemp(path.join(folder, 'x-')));
    const before = (await readdir(folder)).sort();
    let at = 0;
    for (const { name, size } of parts) {
      await flip(at + 512 + Math.floor(size / 2));
      const refused = await restore().catch((error: unknown) => error);
      expect(refused, name).toBeInstanceOf(BadBackup);
      expect(String(refused), name).toContain(name === partNames.head ? '' : name);
      await writeFile(file, bytes);
      await truncate(file, at + 512 + Math.floor(size / 2));
      expect(String(await restore().catch((error: unknown) => error)), name).toContain(
        `cut short in ${name}`,
      );
      await writeFile(file, bytes);
      at += 512 + Math.ceil(size / 512) * 512;
    }
    // Its manifest, and what comes before it.
    await flip(at + 512 + 20);
    await expect(restore()).rejects.toThrow(partNames.manifest);
    await writeFile(file, bytes);
    await truncate(file, at);
    await expect(restore()).rejects.toThrow('cut short');
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  it('RESTORE-2: what is none, or newer, is told', async () => {
    const bytes = await readFile(file);
    await writeFile(file, 'something else');
    await expect(restore()).rejects.toThrow('no backup of Solder');
    const text = bytes.toString('latin1').replace('"format":2', '"format":3');
    await writeFile(file, text, 'latin1');
    await expect(restore()).rejects.toThrow('newer Solder (0.1.0)');
  });

  it('RESTORE-3: it is another store: a new epoch, and numbers ahead of those that were given out since', async () => {
    const before = await scene.store.leaseNumbers(shop, 'order', 50);
    await rm(file);
    await writeBackup(order());
    const since = await scene.store.leaseNumbers(shop, 'order', 50);
    expect(since.first).toBe(before.last + 1);
    await restoreBackup({ file, data: restored(), takesBackFor: 5_000, now: () => 1_000 });
    const store = await openSqliteStore({ folder: restored() });
    expect(store.epoch).not.toBe(scene.store.epoch);
    expect(store.takesBackUntil).toBe(6_000);
    expect(scene.store.takesBackUntil).toBe(0);
    expect((await store.leaseNumbers(shop, 'order', 50)).first).toBe(before.last + 1 + 1_000);
    await store.close();
  });

  it('RESTORE-7: nobody is signed in and nobody invited, also on a device that was ended since, and passwords hold', async () => {
    const ana = { shop, user: 'ana' as Author };
    const { accounts } = scene.store;
    await scene.store.saveUser({ shop, id: ana.user, name: 'Ana', role: 'owner' });
    await accounts.setPassword(ana, 'hashed', 1);
    const device = { ...ana, id: 'tablet', device: 'Tablet', made: 1, used: 1, expires: 9e12 };
    await accounts.openDevice(device, 'first', 0);
    await accounts.invite(ana, { hash: 'code', by: 'operator', at: 1, expires: 9e12 });
    await rm(file);
    await writeBackup(order());
    await accounts.endDevice(ana, 'tablet');
    expect(await restore()).toMatchObject({ signedOut: 1, invitations: 1 });
    const store = await openSqliteStore({ folder: restored() });
    const renewal = { id: 'tablet', shown: 'first', next: 'second', at: 2, idleSince: 0 };
    expect(await store.accounts.renew(renewal)).toEqual({ as: 'unknown' });
    expect(await store.accounts.invitation('code', 2)).toBeUndefined();
    expect(await store.accounts.account(ana)).toMatchObject({ password: 'hashed' });
    await store.close();
  });
});
