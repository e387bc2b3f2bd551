/** The commands as processes, beside a relay and without one. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processScene, type ProcessScene } from '../process-scene.ts';

const csv = [
  'id,data_provider,product_category,brand,repair_status,group_identifier,event_date,problem',
  'x_1,Cafe,Iron,Philips,Fixed,Penarth,2024-03-16,Cold',
  'x_2,Cafe,Lamp,,Unknown,Barry,2024-03-17,Flickers',
].join('\r\n');

let scene: ProcessScene;
let outside = '';
beforeEach(async () => {
  scene = await processScene();
  outside = await mkdtemp(path.join(tmpdir(), 'solder-outside-'));
  const file = path.join(outside, 'repairs.csv');
  await writeFile(file, csv);
  expect((await scene.solder('import', 'open-repair', file, '--shop', 'wales')).code).toBe(0);
});
afterEach(async () => {
  await scene.end();
  await rm(outside, { recursive: true, force: true });
});

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

test('BACKUP-5, BACKUP-6, RESTORE-1: beside a relay and without one, checked, and restored; nothing is overwritten', async () => {
  const [beside, alone, restored] = ['beside.tar', 'alone.tar', 'restored'].map((name) =>
    path.join(outside, name),
  );
  const { process: relay, ended } = await scene.relay({ SOLDER_DEMO: 'off' });
  const first = await scene.solder('backup', beside ?? '', '--json');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(json(first.out)).toMatchObject({
    shops: [{ shop: 'wales' }],
    checked: { documents: 8, findings: [] },
  });
  relay.kill('SIGTERM');
  expect((await ended).code).toBe(0);

  const second = await scene.solder('backup', alone ?? '');
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(second.out).toContain('Checked by restoring it: 1 shop, 8 records');
  const again = await scene.solder('backup', alone ?? '');
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('is there already');

  const done = await scene.solder('restore', beside ?? '', '--data', restored ?? '', '--json');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(json(done.out)).toMatchObject({ shops: [{ shop: 'wales' }], checked: { documents: 8, wrong: 0 } });
  const twice = await scene.solder('restore', beside ?? '', '--data', restored ?? '');
  expect(twice).toMatchObject({ code: 1, out: '' });
  expect(twice.err).toContain('is not empty');
  const key = path.join('keys', 'token.key');
  expect(await readFile(path.join(restored ?? '', key))).toEqual(
    await readFile(path.join(scene.folder, key)),
  );
  expect((await stat(restored ?? '')).mode & 0o777).toBe(0o700);
});

test('VERIFY-3: says what is wrong with exit code 1, repairs what it can, beside a relay as well', async () => {
  const right = await scene.solder('verify');
  expect(right).toMatchObject({ code: 0, err: '' });
  expect(right.out).toContain('Nothing is wrong.');
  const tamper = (): void => {
    const store = new DatabaseSync(path.join(scene.folder, 'store.sqlite'), { timeout: 10_000 });
    // Of a kind into which the relay derives nothing.
    store.exec(`UPDATE projected SET json = json || ' ' WHERE document =
      (SELECT n FROM documents WHERE kind = 'ticket' ORDER BY n LIMIT 1)`);
    store.close();
  };
  tamper();
  const wrong = await scene.solder('verify', '--json');
  expect(wrong.code).toBe(1);
  expect(json(wrong.out)).toMatchObject({ wrong: 1, findings: [{ what: 'wrong-row', how: 'checksum' }] });
  expect((await scene.solder('verify', '--repair')).out).toContain('1 row was made again');
  expect((await scene.solder('verify')).code).toBe(0);

  const { process: relay, ended } = await scene.relay({ SOLDER_DEMO: 'off' });
  tamper();
  expect((await scene.solder('verify', '--repair')).out).toContain('1 row was made again');
  expect((await scene.solder('verify')).code).toBe(0);
  relay.kill('SIGTERM');
  await ended;

  const file = path.join(outside, 'x.tar');
  await writeFile(file, 'none');
  const none = await scene.solder('verify', '--backup', file);
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.err).toContain('no backup of Solder');
});
