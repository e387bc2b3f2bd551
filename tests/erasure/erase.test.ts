/**
 * Somebody asks to be forgotten: a relay and the command line as real processes on a real disk, devices with their databases, and
 * a search of every byte (fault 50).
 */
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { picture } from '../../server/files/files-scene.ts';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { isWrong } from '../../server/verify/finding.ts';
import { verifyFolder } from '../../server/verify/verify-folder.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey, freshFileId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { startDevice } from '../support/device.ts';
import { bytesOnDisk } from './bytes-on-device.ts';
import {
  announce,
  bytesBelow,
  edit,
  isSynced,
  namesOf,
  personAt,
  plantClient,
  traceOf,
} from '../support/planted-shop.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
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
  // A device that goes away with edits that were not sent, a photo that was not, and everything of the shop.
  const before = await personAt(scene, relay, 'ben', 'stale/');
  for (const name of namesOf(theirs)) expect(before.replica.row(name)).toBeDefined();
  await before.replica.stop();
  const line = new Line(WebSocket);
  const away = (url: string) =>
    startDevice({
      http: url,
      shop: 'demo',
      user: 'ben',
      token: before.token,
      device: 'stale/',
      WebSocket: line.WebSocket,
    });
  line.cut();
  const stale = await away(relay.url);
  await vi.waitFor(() => expect(stale.row(theirs.client)).toBeDefined(), { timeout: 10_000 });
  for (const name of namesOf(theirs)) {
    await edit(stale, name, (entity) => entity.text('notes').insert(0, `Unsent ${canary} `));
  }
  await vi.waitFor(async () => expect(await bytesOnDisk('stale/')).toContain(`Unsent ${canary}`), {
    timeout: 10_000,
  });
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
    for (const rest of ['', '/history', '/versions/2', '/secrets'])
      expect((await get(`${kind}/${id}${rest}`)).status).toBe(404);
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

  // Whoever still has it cannot bring it back: a device, a stock client, a photo that was never sent.
  line.mend();
  stale.syncNow().catch(() => undefined);
  await isSynced(stale);
  for (const name of namesOf(theirs)) expect(stale.row(name)).toBeUndefined();
  expect(stale.row(others.client)).toBeDefined();
  expect(stale.refused().some(({ rule }) => rule === 'erased')).toBe(true);
  await stale.stop();
  const vault = await bytesOnDisk('stale/');
  expect(vault).not.toContain(canary);
  expect(vault).toContain(other);
  const sync = relay.url.replace('http', 'ws');
  const plain = new WebSocket(`${sync}/sync/demo/client/${theirs.client.id}?token=${olu.token}`);
  const code = await new Promise((resolve) =>
    plain.addEventListener('close', (event) => resolve(event.code)),
  );
  expect(code).toBe(4410);
  const late = picture(3_000);
  const lateId = freshFileId(Date.now(), systemRandom);
  expect((await announce(relay.url, olu.token, lateId, late, { for: entityKey(theirs.device) })).status).toBe(
    410,
  );
  expect((await announce(relay.url, olu.token, lateId, late, { for: entityKey(others.device) })).status).toBe(
    201,
  );
  const sent = must(theirs.pictures[0], 'a picture');
  expect((await announce(relay.url, olu.token, sent.id, sent.bytes)).status).toBe(410);
  expect(await bytesBelow(scene.folder)).not.toContain(canary);

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
  expect((await verifyFolder({ data: scene.folder })).findings.filter(isWrong)).toEqual([]);
});

it('ERASE-5: a kill at any moment leaves it not begun, or the next start finishes it; others are whole', async () => {
  const kills = Number(process.env['SOLDER_KILLS'] ?? 4);
  const first = await scene.relay();
  const olu = await personAt(scene, first, 'olu');
  const theirs = await plantClient(scene, first, olu, canary);
  const others = await plantClient(scene, first, olu, other);
  await olu.replica.stop();
  first.process.kill('SIGKILL');
  await first.ended;
  const saved = `${scene.folder}.saved`;
  await cp(scene.folder, saved, { recursive: true });
  let begun = 0;
  for (let round = 0; round < kills; round++) {
    await rm(scene.folder, { recursive: true });
    await cp(saved, scene.folder, { recursive: true });
    const relay = await scene.relay();
    const committed = new Promise<void>((resolve) => {
      relay.process.stderr?.on('data', (text: string) => {
        if (text.includes('records-erased')) resolve();
      });
    });
    const erasing = fetch(`${relay.url}/api/shops/demo/client/${theirs.client.id}/erase`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${olu.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ confirm: theirs.client.id }),
    }).catch(() => undefined);
    // Some milliseconds later each time; every other time from when it is committed and its files and the store's are not done.
    if (round % 2 === 1) await committed;
    const killAt = performance.now() + 8 * round;
    await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(killAt), {
      timeout: 10_000,
      interval: 1,
    });
    relay.process.kill('SIGKILL');
    await relay.ended;
    await erasing;

    const next = await scene.relay();
    const listed = await scene.solder('client', 'erasures', '--shop', 'demo', '--json');
    const bytes = await bytesBelow(scene.folder);
    if ((JSON.parse(listed.out) as unknown[]).length > 0) {
      begun++;
      expect(bytes).not.toContain(canary);
      for (const picture of theirs.pictures) expect(bytes).not.toContain(traceOf(picture.bytes));
    } else {
      expect(bytes).toContain(canary);
      const again = await scene.solder('client', 'erase', theirs.client.id, '--shop', 'demo', '--yes');
      expect(again).toMatchObject({ code: 0, err: '' });
      expect(await bytesBelow(scene.folder)).not.toContain(canary);
    }
    expect((await verifyFolder({ data: scene.folder })).findings.filter(isWrong)).toEqual([]);
    const rows = await fetch(`${next.url}/api/shops/demo/client/${others.client.id}`, {
      headers: { Authorization: `Bearer ${olu.token}` },
    });
    expect(JSON.stringify(await rows.json())).toContain(other);
    next.process.kill('SIGKILL');
    await next.ended;
  }
  await rm(saved, { recursive: true });
  expect(begun).toBeGreaterThan(0);
  console.info(`${kills} kills, ${begun} of them after the erasure had begun`);
});
