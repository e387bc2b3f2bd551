/** What only a file can show of erasing: that no byte of it is left in it (rules ERASE-3 and ERASE-5). */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { array, asyncProperty, assert as check, constantFrom, nat, record, subarray } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { author, bytes, documentNamed, entry, text } from './entries-scene.ts';
import { storeFile } from './sqlite-store.ts';
import { StoreUnavailable, type RefusedEdit } from './store.ts';
import { temporaryStore, type TemporaryStore } from './temporary-store-scene.ts';

const canary = 'canary-51f0';
const client = documentNamed('client/c1');
const other = documentNamed('client/c2');
const subject = { kind: client.kind, id: client.id };

let scene: TemporaryStore;
beforeEach(async () => {
  scene = await temporaryStore();
  await scene.store.createShop(client.shop, 'Demo');
});
afterEach(() => scene.remove());

/** Every byte of the folder. */
async function onDisk(): Promise<string> {
  const names = await readdir(scene.folder);
  const files = await Promise.all(names.map((name) => readFile(path.join(scene.folder, name), 'latin1')));
  return files.join('\n');
}

const refusal = (id: string): RefusedEdit => ({
  id,
  field: 'name',
  rule: 'role',
  value: '',
  count: 1,
  author: author('vic'),
  role: 'view',
  through: 'app',
  at: 5,
});

const canaryOf = (at: number): string => `canary-${at}-9e2b`;

const erase = () =>
  scene.store.erase({
    shop: client.shop,
    subject,
    by: 'operator',
    at: 1,
    names: [subject],
    kept: [],
    files: [],
  });

/** So much that pages overflow, are given back and taken again; much of it deleted already, some of it damaged. */
async function fill(): Promise<void> {
  const long = `${canary} `.repeat(900);
  for (let round = 0; round < 6; round++) {
    const seqs = await scene.store.append(
      Array.from({ length: 20 }, (_, i) => [
        entry(client, `${i} ${i % 3 === 0 ? long : canary}`, {
          changes: JSON.stringify([canary, i]),
          row: JSON.stringify({ canary: long, i }),
        }),
        entry(other, `other ${round} ${i}`, { changes: '[]', row: '{"other":true}' }),
      ]).flat(),
    );
    const upTo = must(seqs.at(-2), 'the last one of the client');
    const replaces = must(await scene.store.load(client), 'the client').snapshot;
    await scene.store.compact(client, {
      state: bytes(`${canary} ${round}`),
      upTo,
      replaces,
      row: `{"a":"${canary}"}`,
    });
  }
  const [seq = 0] = await scene.store.append([entry(client, canary), entry(client, `${canary} 2`)]);
  scene.tamper('UPDATE log SET crc = crc + 1 WHERE seq = ?', seq);
  expect((await scene.store.load(client))?.damage).toHaveLength(1);
}

describe('erasing from a file', () => {
  it('ERASE-3: no byte of it is left in the folder, whatever was deleted, moved aside or written over before; others are whole', async () => {
    await fill();
    const before = await scene.store.load(other);
    expect(await onDisk()).toContain(canary);
    await erase();
    expect(await scene.store.scrub()).toBe(true);
    expect(await onDisk()).not.toContain(canary);
    expect(await onDisk()).toContain('other 5 19');
    expect(await scene.store.load(other)).toEqual(before);
    const again = await scene.reopen();
    expect((await again.load(other))?.updates.map(text)).toEqual(before?.updates.map(text));
    expect((await again.load(other))?.damage).toEqual([]);
    await again.append([entry(other, 'goes on', { author: author('ben') })]);
    expect((await again.load(other))?.updates.map(text).at(-1)).toBe('goes on');
  });

  it('ERASE-3: whatever was done with records before, in any order, nothing of those that go is left and the others are as they were', async () => {
    const names = ['client/a', 'order/b', 'device/c', 'client/d'].map((name) => documentNamed(name));
    const step = record({
      who: nat(names.length - 1),
      what: constantFrom('write', 'write', 'write', 'long', 'fold', 'refuse', 'secret', 'damage', 'row'),
    });
    const gone = subarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 });
    await check(
      asyncProperty(array(step, { minLength: 10, maxLength: 60 }), gone, async (steps, erased) => {
        const fresh = await temporaryStore();
        const before = scene;
        scene = fresh;
        await before.remove();
        const { store } = scene;
        await store.createShop(client.shop, 'Demo');
        for (const [at, { who, what }] of steps.entries()) {
          const name = must(names[who], 'a record');
          const words = `${canaryOf(who)} ${at}`.repeat(what === 'long' ? 400 : 1);
          const edit = { ...refusal(String(at)), value: JSON.stringify(words) };
          const [seq = 0] = await store.append([
            entry(name, words, {
              changes: JSON.stringify([words]),
              ...(what === 'refuse' && { refused: [edit] }),
            }),
          ]);
          const stored = must(await store.load(name), 'a record that was written');
          const row = JSON.stringify({ words });
          if (what === 'row') await store.saveRow(name, row, seq);
          if (what === 'fold' && stored.damage.length === 0)
            await store.compact(name, { state: bytes(words), upTo: seq, replaces: stored.snapshot, row });
          if (what === 'secret') {
            const event = { act: 'revealed', author: author('ana'), at: 1, reason: words } as const;
            await store.noteSecret({ name, secret: 'passcode' }, event);
          }
          if (what === 'damage') scene.tamper('UPDATE log SET crc = crc + 1 WHERE seq = ?', seq);
        }
        const others = names.filter((_, at) => !erased.includes(at));
        const was = await Promise.all(others.map((name) => store.load(name)));
        const [first = 0] = erased;
        const burnt = erased.map((at) => must(names[at], 'a record'));
        await store.erase({
          shop: client.shop,
          subject: must(names[first], 'a record'),
          by: 'operator',
          at: 1,
          names: burnt,
          kept: [],
          files: [],
        });
        expect(await store.scrub()).toBe(true);
        const disk = await onDisk();
        for (const at of erased) expect(disk).not.toContain(canaryOf(at));
        expect(await Promise.all(others.map((name) => store.load(name)))).toEqual(was);
      }),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 8) },
    );
  });

  it('ERASE-5: what was cut short between erasing and writing anew is known after a restart, and done then', async () => {
    await fill();
    await erase();
    const again = await scene.reopen();
    expect(await again.unfinishedErasures()).toEqual({ files: [], scrub: true });
    expect(await again.scrub()).toBe(true);
    expect(await again.unfinishedErasures()).toEqual({ files: [], scrub: false });
    expect(await onDisk()).not.toContain(canary);
  });

  it('ERASE-5: while somebody else reads the file it is said that bytes are left, and the next time they go', async () => {
    await scene.reopen({ busyTimeout: 20 });
    await fill();
    const reading = new DatabaseSync(path.join(scene.folder, storeFile), { readOnly: true });
    reading.exec('BEGIN');
    reading.prepare('SELECT count(*) FROM log').get();
    await erase();
    const first = await scene.store.scrub().catch((error: unknown) => error);
    expect(first === false || first instanceof StoreUnavailable).toBe(true);
    expect((await scene.store.unfinishedErasures()).scrub).toBe(true);
    // It is erased all the same, and writing goes on.
    await expect(scene.store.load(client)).rejects.toThrow('was erased');
    await scene.store.append([entry(other, 'meanwhile')]);
    reading.exec('COMMIT');
    reading.close();
    expect(await scene.store.scrub()).toBe(true);
    expect(await onDisk()).not.toContain(canary);
  });

  it('ERASE-5: on a disk without room it is all there, or erased and told that bytes are left', async () => {
    await fill();
    const again = await scene.reopen({ maxPages: 1 });
    const outcome = await erase().then(
      () => 'erased',
      () => 'not begun',
    );
    if (outcome === 'erased') expect((await again.unfinishedErasures()).scrub).toBe(true);
    else expect((await again.load(client))?.updates.length).toBeGreaterThan(0);
    const roomy = await scene.reopen();
    await erase();
    expect(await roomy.scrub()).toBe(true);
    expect(await onDisk()).not.toContain(canary);
  });
});
