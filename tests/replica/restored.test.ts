/** Fault 28: the relay comes back from a backup that is older than what its devices hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { restoreBackup } from '../../server/backup/restore-backup.ts';
import { createHolding } from '../../server/backup/store-holds.ts';
import { writeBackup } from '../../server/backup/write-backup.ts';
import { hasPending, loadDocument } from '../../server/relay/load-document.ts';
import { openSqliteStore, type SqliteStore } from '../../server/store/sqlite-store.ts';
import { verifyFolder } from '../../server/verify/verify-folder.ts';
import { named, opened, Scene, type Device } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, parseKind, type EntityName } from '../../shared/lib/ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { relayOver, shop, type RelayScene } from './relay-scene.ts';

const month = 30 * 24 * 60 * 60_000;

let folder = '';
let store: SqliteStore;
let relay: RelayScene<SqliteStore>;
let scene: Scene;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-restored-'));
  store = await openSqliteStore({ folder: path.join(folder, 'data') });
  relay = await relayOver(store, { pageBytes: 4_096 });
  scene = new Scene();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const deviceOf = (user: string): Device =>
  scene.device(relay, { url: relay.url, user: { id: user }, getToken: () => Promise.resolve(user) });

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    10_000,
  );

/** An edit on a device, waited for until the relay has it. */
async function edit(
  replica: Replica,
  name: EntityName,
  change: (record: Awaited<ReturnType<typeof opened>>) => void,
) {
  const record = await opened(replica, name);
  await vi.waitFor(() => expect(record.live).toBe(true), 5_000);
  change(record);
  record.close();
  await settled(replica);
}

const relayWrites = (id: string, field: string, value: string): Promise<void> =>
  relay.relay.write(
    { shop, kind: must(parseKind('ticket'), 'a kind'), id: must(parseEntityId(id), 'an id') },
    '@import' as never,
    (entity) => entity.set(field, value),
  );

/** What a store has of a ticket. */
async function documentIn(from: SqliteStore, id: string): Promise<Y.Doc | undefined> {
  const stored = await from.load({
    shop,
    kind: must(parseKind('ticket'), 'a kind'),
    id: must(parseEntityId(id), 'an id'),
  });
  return stored && loadDocument(stored).doc;
}

const contentOf = (doc: Y.Doc | undefined) =>
  doc && {
    registers: doc.getArray('registers').toJSON(),
    notes: doc.getText('text:notes').toJSON(),
    vector: Y.encodeStateVector(doc),
    waits: hasPending(doc),
  };

/** The relay goes on, from a backup of before, at another place. */
async function restoreFrom(file: string): Promise<SqliteStore> {
  await relay.close();
  const lost = store;
  const data = path.join(folder, 'restored');
  await restoreBackup({ file, data, takesBackFor: month, now: () => Date.now() });
  store = await openSqliteStore({ folder: data });
  relay = await relayOver(store, { pageBytes: 4_096 });
  return lost;
}

const backUp = async (): Promise<string> => {
  const file = path.join(folder, 'backup.tar');
  await writeBackup({
    data: path.join(folder, 'data'),
    file,
    signingKey: false,
    solder: '0',
    now: () => Date.now(),
    store: createHolding({
      folder: path.join(folder, 'data'),
      store,
      files: { whileNoneFinishes: (work) => work() },
      time: systemTime,
    }),
  });
  return file;
};

describe('a relay that was restored from an older backup', () => {
  it('RESTORE-4, RESTORE-5: has everything again that its devices have, once, whoever wrote it', async () => {
    const [ana, ben, eva] = ['ana', 'ben', 'eva'].map(deviceOf);
    const anas = await must(ana, 'a device').start();
    const bens = await must(ben, 'a device').start();
    await edit(anas, named('ticket', 't1'), ({ entity }) => {
      entity.set('subject', 'First');
      entity.text('notes').insert(0, 'one ');
    });
    await edit(bens, named('ticket', 'quiet'), ({ entity }) => entity.set('subject', 'As it was'));
    const file = await backUp();

    // After the backup: each builds on the other, on the relay's own writes, and on Eva, who never comes back.
    const evas = await must(eva, 'a device').start();
    await edit(evas, named('ticket', 't1'), ({ entity }) => entity.text('notes').insert(0, 'eva '));
    await evas.stop();
    await settled(anas);
    await edit(anas, named('ticket', 't1'), ({ entity }) => {
      entity.set('subject', 'Second');
      entity.text('notes').insert(4, 'two ');
    });
    await relayWrites('t1', 'priority', 'high');
    await edit(bens, named('ticket', 't1'), ({ entity }) => {
      entity.set('priority', 'low');
      entity.set('subject', 'Third');
      entity.text('notes').delete(0, 2);
    });
    await edit(bens, named('ticket', 't2'), ({ entity }) => entity.set('subject', 'New'));
    await relayWrites('t3', 'subject', 'Imported');
    await vi.waitFor(() => expect(anas.row(named('ticket', 't3'))).toBeDefined(), 5_000);
    await settled(anas);
    await settled(bens);
    await anas.stop();
    await bens.stop();

    const lost = await restoreFrom(file);
    expect((await documentIn(store, 't1'))?.getText('text:notes').toJSON()).toBe('one ');
    expect(await documentIn(store, 't2')).toBeUndefined();
    const wanted: Record<string, ReturnType<typeof contentOf>> = {};
    for (const id of ['t1', 't2', 't3', 'quiet']) wanted[id] = contentOf(await documentIn(lost, id));
    await lost.close();

    const back = [
      await must(ana, 'a device').start({ url: relay.url }),
      await must(ben, 'a device').start({ url: relay.url }),
    ];
    await vi.waitFor(async () => {
      for (const [id, content] of Object.entries(wanted)) {
        expect(contentOf(await documentIn(store, id)), id).toEqual(content);
      }
    }, 20_000);
    for (const replica of back) {
      await settled(replica);
      // What the other one handed back comes when the relay has it, in whatever order they came.
      await vi.waitFor(
        () => expect(replica.row(named('ticket', 't1'))?.fields['subject']).toBe('Third'),
        8_000,
      );
    }
    // Eva's words came with those who had them.
    expect(wanted['t1']?.notes).toBe('a two one ');
    // Edits go on as ever, and somebody new sees all of it.
    await edit(must(back[0], 'a replica'), named('ticket', 't1'), ({ entity }) =>
      entity.set('subject', 'Fourth'),
    );
    const cem = await deviceOf('cem').start({ url: relay.url });
    await vi.waitFor(() => expect(cem.row(named('ticket', 't1'))?.fields['subject']).toBe('Fourth'), 5_000);
    expect(cem.rows({ kind: 'ticket', limit: 9 }).total).toBe(4);
    expect((await verifyFolder({ data: path.join(folder, 'restored') })).findings).toEqual([]);
  });

  it('RESTORE-4, RESTORE-5: unsent edits that build on what was lost go up with it, and are judged as ever', async () => {
    const [ana, ben] = [deviceOf('ana'), deviceOf('ben')];
    const anas = await ana.start();
    await edit(anas, named('ticket', 't1'), ({ entity }) => entity.set('subject', 'First'));
    const file = await backUp();
    await edit(anas, named('ticket', 't1'), ({ entity }) => {
      entity.set('subject', 'Second');
      entity.text('notes').insert(0, 'ana ');
    });
    await anas.stop();
    const online = await ben.start();
    await vi.waitFor(
      () => expect(online.row(named('ticket', 't1'))?.fields['subject']).toBe('Second'),
      5_000,
    );
    await settled(online);
    await online.stop();
    const offline = await ben.start({ url: 'ws://127.0.0.1:9/sync' });
    const record = await opened(offline, named('ticket', 't1'));
    record.entity.set('subject', 'Third');
    record.entity.text('notes').insert(4, 'ben ');
    await vi.waitFor(() => expect(offline.status().pending).toMatchObject({ edits: 2, unsaved: 0 }), 5_000);
    record.close();
    await offline.stop();
    await (await restoreFrom(file)).close();

    // Ana's device does not come back.
    const back = await ben.start({ url: relay.url });
    await settled(back);
    await vi.waitFor(async () => {
      const doc = await documentIn(store, 't1');
      expect(doc?.getText('text:notes').toJSON()).toBe('ana ben ');
      expect(doc && hasPending(doc)).toBe(false);
      expect(doc?.getArray('registers').toJSON()).toEqual([
        expect.arrayContaining(['subject', 'Third', 'ben']),
      ]);
    }, 20_000);
  });

  it('RESTORE-5: a record that the restored store has whole is not exchanged', async () => {
    const ana = deviceOf('ana');
    const first = await ana.start();
    for (let at = 0; at < 30; at++) await relayWrites(`r${at}`, 'subject', `Old ${at}`);
    const file = await backUp();
    for (const at of [3, 7]) await relayWrites(`r${at}`, 'subject', `New ${at}`);
    await vi.waitFor(() => expect(first.row(named('ticket', 'r7'))?.fields['subject']).toBe('New 7'), 5_000);
    await settled(first);
    await first.stop();
    await (await restoreFrom(file)).close();

    const before = await store.head(shop);
    let opens = 0;
    class Counted extends relay.WebSocket {
      override send(bytes: Uint8Array): void {
        // Kind 2 on channel 0 asks for a record's channel.
        if (bytes[0] === 0 && bytes[1] === 2) opens++;
        super.send(bytes);
      }
    }
    const again = await ana.start({ url: relay.url, WebSocket: Counted });
    await vi.waitFor(async () => expect(await store.head(shop)).toBe(before + 4), 10_000);
    await settled(again);
    expect(opens).toBe(2);
    expect((await documentIn(store, 'r7'))?.getArray('registers').toJSON()).toHaveLength(1);
  });
});
