/**
 * Somebody asks to be forgotten: a relay and the command line as real processes on a real disk, devices with their databases, and
 * a search of every byte (fault 50).
 */
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { bytesBelow, isSynced, namesOf, personAt, plantClient, traceOf } from './planted-shop.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
});
afterEach(() => scene.end());

const canary = 'canary-7d40';
const other = 'bystander-11c9';

it('ERASE-3: no byte of an erased client is left in the data folder or in what the relay says; others and the books are whole', async () => {
  const relay = await scene.relay();
  const olu = await personAt(scene, relay, 'olu');
  const theirs = await plantClient(scene, relay, olu, canary);
  const others = await plantClient(scene, relay, olu, other);
  const order = must(olu.replica.row(theirs.order), 'the order');
  const full = await bytesBelow(scene.folder);
  expect(full).toContain(canary);
  for (const { bytes } of theirs.pictures) expect(full).toContain(traceOf(bytes));
  const erase = (...words: string[]) => scene.solder('client', 'erase', theirs.client.id, ...words);

  const dry = await erase('--shop', 'demo', '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain(canary);
  expect(dry.out).toContain('1 client, 1 order, 1 device, 1 ticket, 1 appointment would be erased');
  expect(dry.out).toContain('3 files');
  const unsure = await erase('--shop', 'demo');
  expect(unsure).toMatchObject({ code: 2 });
  expect(unsure.err).toContain('--yes');
  expect(await bytesBelow(scene.folder)).toContain(canary);

  const done = await erase('--shop', 'demo', '--yes');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).not.toContain(canary);
  expect(done.out).toContain('is erased');
  const left = await bytesBelow(scene.folder);
  expect(left).not.toContain(canary);
  for (const { bytes } of theirs.pictures) expect(left).not.toContain(traceOf(bytes));
  for (const { bytes } of others.pictures) expect(left).toContain(traceOf(bytes));

  // What the relay says: to a device that comes for the first time, and over HTTP.
  const fresh = await personAt(scene, relay, 'ana');
  for (const name of namesOf(theirs)) expect(fresh.replica.row(name)).toBeUndefined();
  for (const name of namesOf(others)) expect(fresh.replica.row(name)).toBeDefined();
  expect(JSON.stringify(must(fresh.replica.row(others.client), 'the other client').fields)).toContain(other);
  const kept = fresh.replica
    .rows({ kind: 'order', limit: 200 })
    .rows.find(({ fields }) => fields['number'] === order.fields['number']);
  expect(kept?.fields).toMatchObject({ lines: order.fields['lines'], payments: order.fields['payments'] });
  const get = (target: string) =>
    fetch(`${relay.url}/api/shops/demo/${target}`, { headers: { Authorization: `Bearer ${olu.token}` } });
  for (const { kind, id } of namesOf(theirs)) {
    for (const rest of ['', '/history', '/versions/2'])
      expect((await get(`${kind}/${id}${rest}`)).status).toBe(404);
    expect(await (await get(`${kind}/${id}/secrets`)).text()).toMatch(
      /^(\{"secrets":\[\](,"events":\[\])?\}|\{"type")/,
    );
  }
  for (const { id } of theirs.pictures) expect([404, 410]).toContain((await get(`files/${id}`)).status);
  for (const target of [
    'client',
    'order',
    'device',
    'ticket',
    'appointment',
    'refused',
    'reviews',
    'audit',
    'erasures',
  ])
    expect(await (await get(target)).text()).not.toContain(canary);
  expect(await (await get('erasures')).json()).toMatchObject({
    erasures: [{ subject: theirs.client, by: 'operator', records: { client: 1, order: 1 }, files: 3 }],
  });

  // Again: said, and nothing is done.
  const again = await erase('--shop', 'demo', '--yes');
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('was erased');
  for (const [words, code, said] of [
    [['erase', 'nobody', '--shop', 'demo', '--yes'], 1, 'no such client'],
    [['erase', theirs.client.id, '--shop', 'nowhere', '--yes'], 1, 'no such shop'],
    [['erase', theirs.client.id, '--shop', 'No!', '--yes'], 2, 'no name for a shop'],
    [['erase', 'a/b', '--shop', 'demo', '--yes'], 2, 'no id'],
    [['erase', theirs.client.id], 2, '--shop'],
    [['erasures', '--shop', 'nowhere'], 1, 'no such shop'],
  ] as const) {
    const refused = await scene.solder('client', ...words);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(said);
  }

  await isSynced(olu.replica);
  await olu.replica.stop();
  await fresh.replica.stop();
  relay.process.kill('SIGTERM');
  expect((await relay.ended).err).not.toContain(canary);
  expect(await bytesBelow(scene.folder)).not.toContain(canary);

  // Nothing of it looks like damage, and a relay starts on it.
  const database = new DatabaseSync(path.join(scene.folder, 'store.sqlite'), { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(database.prepare('SELECT count(*) AS n FROM secrets').get()).toEqual({ n: 1 });
  expect(database.prepare('SELECT count(*) AS n FROM documents WHERE damaged <> 0').get()).toEqual({ n: 0 });
  database.close();

  // Without a relay it goes the same way.
  const listed = await scene.solder('client', 'erasures', '--shop', 'demo');
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(listed.out).toContain(`${theirs.client.id} by operator`);
  const alone = await scene.solder('client', 'erase', others.client.id, '--shop', 'demo', '--yes', '--json');
  expect(alone).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(alone.out)).toMatchObject({ erased: true, finished: true, records: { client: 1 } });
  expect(await bytesBelow(scene.folder)).not.toContain(other);
  const next = await scene.relay();
  next.process.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
});
