/** Done-when: a planted bit flip, a missing row and a wrong row are found and named. */
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Author, FileId } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { DiskFiles } from '../files/disk-files.ts';
import { NodeDisk } from '../files/node-disk.ts';
import { createRelay } from '../relay/create-relay.ts';
import { documentNamed, shopNamed } from '../store/entries-scene.ts';
import type { DocumentName, Seq } from '../store/store.ts';
import { temporaryStore, type TemporaryStore } from '../store/temporary-store-scene.ts';
import { describeFinding, isWrong, whatToDo, type Finding } from './finding.ts';
import { mendRecords } from './mend-records.ts';
import { verifyFolder } from './verify-folder.ts';

const shop = shopNamed('demo');
const photo = '01h3b6m3k0v7w2n5xq8r4t' as FileId;
const ticket = (id: string): DocumentName => documentNamed(`ticket/${id}`);

let scene: TemporaryStore;
let relay: ReturnType<typeof createRelay>;
beforeEach(async () => {
  scene = await temporaryStore();
  await scene.store.createShop(shop, 'Demo');
  relay = createRelay({
    store: scene.store,
    verify: () => Promise.resolve(undefined),
    time: new ManualTime(),
    random: seededRandom(1),
    log: () => {},
    limits: { compactQuiet: 4, rowEvery: 0 },
  });
  for (const id of ['a', 'b', 'c']) {
    for (const subject of ['One', 'Two', 'Three']) {
      await relay.write(ticket(id), '@import' as Author, (entity) => entity.set('subject', subject));
    }
  }
  await relay.drain();
  for (const id of ['a', 'b', 'c']) await mendRecords(scene.store, [ticket(id)]);
});
afterEach(() => scene.remove());

const found = async (): Promise<readonly Finding[]> => (await verifyFolder({ data: scene.folder })).findings;
const place = (id: string) => ({ shop, kind: 'ticket', id });
const seqsOf = async (id: string): Promise<readonly Seq[]> =>
  ((await scene.store.load(ticket(id)))?.marks ?? []).map(({ seq }) => seq);

describe('verify', () => {
  it('VERIFY-1: a healthy store is read, every record of it, and nothing is found', async () => {
    const report = await verifyFolder({ data: scene.folder });
    expect(report).toMatchObject({ shops: 1, documents: 3, entries: 9, findings: [] });
    expect(report.bytes).toBeGreaterThan(0);
  });

  it('VERIFY-1: a bit that flipped in an entry, a missing entry and a wrong row are named, and nothing is changed', async () => {
    const [, flipped = 0] = await seqsOf('a');
    const [missing = 0] = await seqsOf('b');
    const last = (await seqsOf('c')).at(-1);
    scene.tamper(
      `UPDATE log SET bytes = CAST(substr(bytes, 1, 9) || x'7f' || substr(bytes, 11) AS BLOB) WHERE seq = ?`,
      flipped,
    );
    scene.tamper('DELETE FROM log WHERE seq = ?', missing);
    const forged = JSON.stringify({ kind: 'ticket', id: 'c', fields: { subject: 'Forged' }, review: [] });
    await scene.store.saveRow(ticket('c'), forged, last ?? 0);
    for (let look = 0; look < 2; look++) {
      expect(await found()).toEqual([
        {
          what: 'damage',
          place: place('a'),
          seq: flipped,
          damage: { kind: 'checksum', what: 'log', seq: flipped },
        },
        {
          what: 'damage',
          place: place('b'),
          seq: missing,
          damage: { kind: 'missing', what: 'log', seq: missing },
        },
        { what: 'wrong-row', place: place('c'), seq: last, how: 'differs' },
      ]);
    }
    const says = (await found()).map(describeFinding);
    expect(says[0]).toBe(`demo/ticket/a: the entry with number ${flipped} fails its checksum.`);
    expect(says[1]).toBe(`demo/ticket/b: the entry with number ${missing} is missing.`);
    expect(says[2]).toBe(`demo/ticket/c: its row (number ${last}) is not what the record says.`);
  });

  it('VERIFY-4: rows are made again, and damage is marked for devices to mend', async () => {
    const [, flipped = 0] = await seqsOf('a');
    scene.tamper(`UPDATE log SET bytes = x'00' WHERE seq = ?`, flipped);
    scene.tamper(`UPDATE projected SET json = json || ' '`);
    expect((await found()).map(({ what }) => what)).toEqual([
      'damage',
      'wrong-row',
      'wrong-row',
      'wrong-row',
    ]);
    expect(await mendRecords(scene.store, ['a', 'b', 'c'].map(ticket))).toEqual({ rows: 2, marked: 1 });
    expect((await found()).map(({ what }) => what)).toEqual(['known-damage', 'wrong-row']);
  });

  it('VERIFY-1: a snapshot, the history, the number of a shop and rows that belong to nothing', async () => {
    const seqs = await seqsOf('a');
    const folded = { state: new Uint8Array([0, 0]), upTo: seqs.at(-1) ?? 0, replaces: 0, row: '{}' };
    await scene.store.compact(ticket('a'), folded);
    scene.tamper(`UPDATE snapshots SET bytes = x'01'`);
    scene.tamper(`UPDATE history SET changes = '[]' WHERE version = ?`, (await seqsOf('b'))[0] ?? 0);
    scene.tamper('UPDATE shops SET seq = 2');
    scene.tamper(`INSERT INTO claims (document, client, user) VALUES (999, 1, 'ana')`);
    const all = await found();
    expect(all.map(({ what }) => what).sort()).toEqual(
      ['beyond-log', 'beyond-log', 'beyond-log', 'damage', 'file-broken', 'history'].sort(),
    );
    expect(all.map(describeFinding)).toContain(
      `demo/ticket/a: the snapshot with number ${folded.upTo} fails its checksum.`,
    );
    for (const finding of all) expect(whatToDo[finding.what]).not.toBe('');
  });

  it('VERIFY-2: photos against what was announced, and those that records name', async () => {
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, ...Array.from({ length: 50 }, (_, at) => at)]);
    const files = new DiskFiles({ disk: new NodeDisk(path.join(scene.folder, 'files')), perShop: Infinity });
    const name = { shop, id: photo, rendition: 'full' as const };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await files.begin(name, { length: bytes.length, type: 'image/jpeg', sha256, by: 'ana' as Author });
    await files.append(
      name,
      0,
      (async function* () {
        yield bytes;
      })(),
    );
    expect(await verifyFolder({ data: scene.folder })).toMatchObject({ files: 1, findings: [] });
    const file = path.join(scene.folder, 'files', 'demo', '4t', `${photo}.full`);
    const broken = { what: 'file-damaged', shop, id: photo, rendition: 'full' };
    await writeFile(file, bytes.with(20, 1));
    expect(await found()).toEqual([{ ...broken, how: 'checksum' }]);
    await writeFile(file, bytes.subarray(1));
    expect(await found()).toEqual([{ ...broken, how: 'length' }]);
    await rm(`${file}.json`);
    expect(await found()).toEqual([{ ...broken, how: 'no-facts' }]);
    await rm(file);

    const relays = createRelay({
      store: scene.store,
      verify: () => Promise.resolve(undefined),
      time: new ManualTime(),
      random: seededRandom(2),
      log: () => {},
    });
    const device = documentNamed('device/d');
    await relays.write(device, '@import' as Author, (entity) => entity.add('photosBefore', photo));
    await relays.drain();
    const missing = (await found()).filter(({ what }) => what === 'file-missing');
    expect(missing).toEqual([
      { what: 'file-missing', place: { shop, kind: 'device', id: 'd' }, field: 'photosBefore', id: photo },
    ]);
    expect(missing.some(isWrong)).toBe(false);
  });

  it('VERIFY-2: passcodes whose key is not here', async () => {
    await scene.store.keepSecret(
      { name: ticket('a'), secret: 'passcode' },
      {
        key: 'deadbeef',
        nonce: new Uint8Array(12),
        bytes: new Uint8Array(20),
      },
      { act: 'set', author: 'ana' as Author, at: 1, reason: '' },
    );
    const { findings } = await verifyFolder({ data: scene.folder, keys: { withId: () => undefined } });
    expect(findings).toEqual([{ what: 'no-key', key: 'deadbeef', secrets: 1 }]);
  });
});
