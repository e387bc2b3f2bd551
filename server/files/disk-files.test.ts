/** Fault 24 and the disk that fails: what `DiskFiles` promises beside the contract, on a disk that forgets what was not synced. */
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { pick, randomInt, seededRandom, type Random } from '../../shared/lib/random.ts';
import { StoreUnavailable } from '../store/store.ts';
import { DiskFiles } from './disk-files.ts';
import { filesContract, quota } from './files.contract.ts';
import { bytesOf, demo, factsOf, fileId, nameOf, picture, put, streamOf } from './files-scene.ts';
import type { FileName } from './files.ts';
import { MemoryDisk } from './memory-disk.ts';
import { NodeDisk } from './node-disk.ts';

const folders: string[] = [];
const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-files-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const onMemory = (perShop = quota) => {
  const time = new ManualTime();
  const disk = new MemoryDisk(time);
  return { time, disk, files: new DiskFiles({ disk, perShop }) };
};

filesContract('files on a disk in memory', async () => {
  const { files, time } = onMemory();
  return {
    files,
    later: async (ms) => {
      time.jump(time.now() + ms);
      return time.now();
    },
  };
});

filesContract('files on a real disk', async () => {
  const folder = await temporaryFolder();
  return {
    files: new DiskFiles({ disk: new NodeDisk(folder), perShop: quota }),
    // Its clock cannot be moved, so what lies there is made older.
    later: async (ms) => {
      const old = new Date(Date.now() - ms);
      for (const name of await readdir(folder, { recursive: true })) {
        await utimes(path.join(folder, name), old, old);
      }
      return Date.now();
    },
  };
});

const systemError = (syscall: string, code = 'EIO') => Object.assign(new Error(code), { code, syscall });

describe('a disk that fails', () => {
  test('FILE-1: nothing is finished when a sync fails, and the file can be sent again', async () => {
    const { disk, files } = onMemory();
    const bytes = picture(1000);
    for (const failing of ['sync', 'sync-folder', 'rename'] as const) {
      const name = nameOf();
      await files.begin(name, factsOf(bytes));
      disk.onCall = (call) => {
        if (call === failing) throw systemError(failing);
      };
      await expect(files.append(name, 0, streamOf(bytes))).rejects.toBeInstanceOf(StoreUnavailable);
      disk.onCall = () => {};
      await put(files, name, bytes);
      disk.powerCut(() => 0);
      expect(await bytesOf(files, name)).toEqual(bytes);
    }
  });

  test('FILE-1: a full disk keeps what came and is told; with room again it goes on', async () => {
    const { disk, files } = onMemory();
    const name = nameOf();
    const bytes = picture(3000);
    await files.begin(name, factsOf(bytes));
    let writes = 0;
    disk.onCall = (call) => {
      if (call === 'write' && ++writes > 2) throw systemError('write', 'ENOSPC');
    };
    await expect(files.append(name, 0, streamOf(bytes, { chunk: 500 }))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    disk.onCall = () => {};
    expect(await files.progress(name)).toMatchObject({ offset: 1000 });
    await put(files, name, bytes);
    expect(await bytesOf(files, name)).toEqual(bytes);
  });

  test('FILE-1: bytes that the disk changed before the end are found by the checksum', async () => {
    const { disk, files } = onMemory();
    const name = nameOf();
    const bytes = picture(2000);
    await files.begin(name, factsOf(bytes));
    await files.append(name, 0, streamOf(bytes.subarray(0, 1000)));
    await disk.damage(`demo/${name.id.slice(-2)}/${name.id}.full.upload`, 500);
    await expect(files.append(name, 1000, streamOf(bytes.subarray(1000)))).rejects.toMatchObject({
      kind: 'checksum-mismatch',
    });
    await put(files, name, bytes);
    expect(await bytesOf(files, name)).toEqual(bytes);
  });

  test('FILE-6: no byte of a removed file is left, nor its facts', async () => {
    const { disk, files } = onMemory();
    const { id } = nameOf();
    await put(files, nameOf(id), picture(1000));
    await put(files, nameOf(id, 'thumb'), picture(100));
    await files.remove(demo, id);
    disk.powerCut(() => 0);
    expect([...disk.contents()].map(([at, bytes]) => [at, bytes.length])).toEqual([
      [`demo/${id.slice(-2)}/${id}.gone`, 0],
    ]);
  });

  test('FILE-1: what was announced before a restart counts after it', async () => {
    const { disk, files } = onMemory();
    const bytes = picture(100_000);
    await put(files, nameOf(), bytes);
    await files.begin(nameOf(), factsOf(bytes));
    await files.begin(nameOf(undefined, 'thumb'), factsOf(bytes));
    const used = await files.used(demo);
    expect(used).toBeGreaterThan(300_000);
    expect(await new DiskFiles({ disk, perShop: quota }).used(demo)).toBe(used);
  });
});

const runs = Number(process.env['SOLDER_RUNS'] ?? 300);

class PowerCut extends Error {}

/**
 * Sends some files in pieces and cuts the power at a random call of the disk; then looks at what is there and sends the rest.
 * Answers what was wrong.
 */
async function cutOnce(random: Random, change: (disk: MemoryDisk) => void = () => {}): Promise<string[]> {
  const { disk } = onMemory();
  change(disk);
  const sent = Array.from({ length: 3 }, () => ({
    name: nameOf(fileId(random)),
    bytes: picture(randomInt(random, 16, 4000), 'image/jpeg', random),
  }));
  const finished = new Set<FileName>();
  let left = randomInt(random, 0, 60);
  disk.onCall = () => {
    if (left-- <= 0) throw new PowerCut();
  };
  const first = new DiskFiles({ disk, perShop: quota });
  try {
    for (const turn of Array.from({ length: 12 }, (_, at) => at)) {
      const { name, bytes } = pick(random, sent);
      const { offset, finished: is } = await first.begin(name, factsOf(bytes));
      if (is) finished.add(name);
      const to = turn > 6 ? bytes.length : randomInt(random, offset, bytes.length);
      const came = await first.append(name, offset, streamOf(bytes.subarray(offset, to), { chunk: 700 }));
      if (came.finished) finished.add(name);
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  disk.onCall = () => {};
  disk.powerCut(random);

  const second = new DiskFiles({ disk, perShop: quota });
  const wrong: string[] = [];
  for (const { name, bytes } of sent) {
    const there = await bytesOf(second, name);
    if (finished.has(name) && !there) wrong.push('a finished file is missing');
    if (there && Buffer.compare(there, bytes) !== 0) wrong.push('a file is there with other bytes');
  }
  for (const { name, bytes } of sent) {
    // Twice: what the cut spoiled is found at the end of the first and sent anew.
    for (let tries = 0; tries < 2 && !(await second.read(name)); tries++) {
      await put(second, name, bytes).catch(() => undefined);
    }
    const there = await bytesOf(second, name);
    if (!there || Buffer.compare(there, bytes) !== 0) wrong.push('a file could not be finished afterwards');
  }
  return wrong;
}

describe('a power cut at any moment', () => {
  test(`FILE-1: ${runs} power cuts leave unfinished uploads or whole files, and finished ones are there`, async () => {
    for (let seed = 1; seed <= runs; seed++) {
      expect(await cutOnce(seededRandom(seed)), `seed ${seed}`).toEqual([]);
    }
  });

  test.each(['sync', 'sync-folder'] as const)('FILE-1: this would notice a missing %s', async (missing) => {
    let noticed = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const wrong = await cutOnce(seededRandom(seed), (disk) => {
        if (missing === 'sync-folder') disk.syncFolder = () => Promise.resolve();
        else {
          const open = disk.open.bind(disk);
          disk.open = async (at) => ({ ...(await open(at)), sync: () => Promise.resolve() });
        }
      });
      if (wrong.length > 0) noticed++;
    }
    expect(noticed).toBeGreaterThan(5);
  });
});
