import { Dexie } from 'dexie';
import { IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { DexieVault } from './dexie-vault.ts';
import { openVault } from './open-vault.ts';
import { Scene, named, opened, type Device } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

const name = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.end();
});

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    5_000,
  );

const tables = (device: Device): Dexie =>
  new Dexie('solder/demo/ana', {
    indexedDB: device.indexedDB,
    IDBKeyRange: IDBKeyRange,
  });

describe('storage that fails', () => {
  it('STATUS-1: a full device is told at once; the edit stays in memory, goes up, and is saved when there is room (fault 1)', async () => {
    relay.reachable = false;
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    record.entity.set('subject', 'One');
    await vi.waitFor(() => expect(replica.status().storage).toEqual({ kind: 'full' }));
    record.entity.set('subject', 'Two');
    expect(replica.status().pending).toEqual({ records: 1, edits: 2, unsaved: 2 });
    expect(replica.recordSync(name)).toEqual({ step: 'unsaved' });
    full.mockRestore();
    await vi.waitFor(
      () => expect(replica.status()).toMatchObject({ storage: null, pending: { unsaved: 0 } }),
      5_000,
    );
    const stored = await tables(device).open();
    expect(await stored.table('outbox').count()).toBe(2);
    stored.close();

    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    record.entity.set('subject', 'Three');
    relay.reachable = true;
    await replica.syncNow();
    expect(replica.status().pending).toEqual({ records: 0, edits: 0, unsaved: 0 });
  });

  it('STATUS-1: an aborted transaction stores nothing of its burst, and all of it is tried again in order (fault 1)', async () => {
    relay.reachable = false;
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    let aborts = 2;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value) {
      if (aborts-- > 0) this.transaction.abort();
      return this.put(value);
    });
    for (let i = 0; i < 5; i++) record.entity.text('notes').insert(0, `${i}`);
    await vi.waitFor(() => expect(replica.status().storage).toEqual({ kind: 'failed' }));
    await vi.waitFor(
      () => expect(replica.status()).toMatchObject({ storage: null, pending: { unsaved: 0 } }),
      5_000,
    );
    const stored = await tables(device).open();
    expect(await stored.table('outbox').count()).toBe(5);
    stored.close();
  });

  it('STATUS-4: edits that were unsent when the browser cleared this device are told to be lost (fault 4)', async () => {
    const shelf = new Map<string, string>();
    const mark = {
      getItem: (key: string) => shelf.get(key) ?? null,
      setItem: (key: string, text: string) => void shelf.set(key, text),
    };
    const before = scene.device(relay, { mark });
    const first = await before.start();
    await settled(first);
    relay.reachable = false;
    relay.cut();
    const record = await opened(first, name);
    record.entity.set('subject', 'Lost');
    await vi.waitFor(() => expect(first.status().pending).toMatchObject({ edits: 1, unsaved: 0 }));
    await first.stop();
    // Another start on what is there says nothing.
    const second = await before.start();
    expect(second.status().storage).toBeNull();
    await second.stop();
    const after = scene.device(relay, { mark });
    const third = await after.start();
    expect(third.status().storage).toEqual({ kind: 'lost', edits: 1 });
    expect(third.status().pending.edits).toBe(0);
    await third.stop();
    expect((await after.start()).status().storage).toEqual({ kind: 'lost', edits: 1 });
  });

  it('STATUS-4: a database that is cleared under a running page takes the unsent edits again (fault 4)', async () => {
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    record.entity.set('type', 'lead');
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(0), 10_000);
    relay.reachable = false;
    relay.cut();
    record.entity.set('subject', 'Kept');
    await vi.waitFor(() => expect(replica.status().pending).toMatchObject({ edits: 1, unsaved: 0 }));
    const gone = device.indexedDB.deleteDatabase('solder/demo/ana');
    await new Promise((resolve, reject) => {
      gone.addEventListener('success', resolve);
      gone.addEventListener('error', reject);
    });
    record.entity.set('assignedUser', 'ben');
    // It has its tables again. Looking into it before that would make an empty one, which is in its way.
    await vi.waitFor(
      async () => expect((await device.indexedDB.databases())[0]?.version).toBeGreaterThan(1),
      10_000,
    );
    await vi.waitFor(async () => {
      const stored = await tables(device).open();
      const counts = await Promise.all(['outbox', 'records', 'rows'].map((of) => stored.table(of).count()));
      stored.close();
      expect(counts).toEqual([2, 1, 1]);
    }, 10_000);
    // Not stopped: what closing would store is not needed.
    const second = await device.start();
    expect(second.status().pending.edits).toBe(2);
    const again = await opened(second, name);
    // What was acknowledged is not in the outbox, and the relay is away.
    expect(['type', 'subject', 'assignedUser'].map((of) => again.entity.get(of))).toEqual([
      'lead',
      'Kept',
      'ben',
    ]);
  });

  it('STATUS-2: a database that does not open within five seconds means online only, and that is told (fault 2)', async () => {
    const time = new ManualTime();
    const never = { open: () => new EventTarget(), cmp: () => 0 } as unknown as globalThis.IDBFactory;
    const opening = openVault({ shop: 'demo', user: { id: 'ana' }, indexedDB: never, IDBKeyRange }, time);
    await vi.waitFor(() => expect(time.waiting).toBe(1));
    await time.advance(5_000);
    expect((await opening).durable).toBe(false);

    const replica = await scene.device(relay).start({ IDBKeyRange: undefined as never });
    expect(replica.status().storage).toEqual({ kind: 'unavailable' });
    const record = await opened(replica, name);
    relay.holdAcks = true;
    record.entity.set('subject', 'Online only');
    expect(replica.status().pending).toEqual({ records: 1, edits: 1, unsaved: 1 });
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.releaseAcks();
    await settled(replica);
    expect(replica.status().pending.unsaved).toBe(0);
  });

  it('REPL-15: a corrupt record is put aside, the rest loads, and the relay repairs it (fault 3)', async () => {
    const device = scene.device(relay);
    const first = await device.start();
    for (const id of ['t1', 't2']) {
      const record = await opened(first, named('ticket', id));
      record.entity.set('subject', `Subject ${id}`);
    }
    await settled(first);
    await first.stop();
    const stored = await tables(device).open();
    const line: { chunks: Uint8Array[] } = await stored.table('records').get('ticket/t1');
    expect(line.chunks.length).toBeGreaterThan(0);
    await stored.table('records').put({ ...line, chunks: [new Uint8Array([9, 9, 9])] });
    await stored.table('rows').put({ ...(await stored.table('rows').get('ticket/t2')), json: '{"broken' });
    stored.close();

    const second = await device.start();
    const record = await opened(second, name);
    await vi.waitFor(() => expect(record.entity.get('subject')).toBe('Subject t1'));
    await vi.waitFor(() => expect(second.rows({ kind: 'ticket', limit: 9 }).total).toBe(2));
    await settled(second);
    record.close();
    await second.stop();
    relay.reachable = false;
    const third = await device.start();
    expect((await opened(third, name)).entity.get('subject')).toBe('Subject t1');
  });

  it('REPL-15: a corrupt record that nobody opens is fetched again, too', async () => {
    const device = scene.device(relay);
    const first = await device.start();
    const made = await opened(first, name);
    made.entity.set('subject', 'Fetched');
    await settled(first);
    await first.stop();
    const stored = await tables(device).open();
    const line: object = await stored.table('records').get('ticket/t1');
    await stored.table('records').put({ ...line, chunks: [new Uint8Array([9, 9, 9])] });
    await stored.table('rows').put({ ...(await stored.table('rows').get('ticket/t1')), json: '' });
    stored.close();
    const second = await device.start();
    await vi.waitFor(async () => {
      const db = await tables(device).open();
      const wanted = await db.table('wanted').count();
      const quarantined = await db.table('quarantine').count();
      db.close();
      expect({ wanted, quarantined }).toEqual({ wanted: 0, quarantined: 1 });
    }, 5_000);
    await vi.waitFor(() => expect(second.row(name)?.fields['subject']).toBe('Fetched'));
  });

  it.each([true, false])(
    'PEND-8: an unsent edit that cannot be read is told, and never taken for sent; opened: %s (fault 3)',
    async (opens) => {
      relay.reachable = false;
      const device = scene.device(relay);
      const first = await device.start();
      const made = await opened(first, name);
      made.entity.set('subject', 'Unsent');
      const other = await opened(first, named('ticket', 't2'));
      other.entity.set('subject', 'Good');
      await vi.waitFor(() => expect(first.status().pending).toEqual({ records: 2, edits: 2, unsaved: 0 }));
      await first.stop();
      const stored = await tables(device).open();
      const line: object = await stored.table('outbox').get(1);
      await stored.table('outbox').put({ ...line, update: new Uint8Array([1, 1, 255, 255, 255, 9]) });
      relay.reachable = true;
      const second = await device.start();
      expect(second.status().storage).toEqual({ kind: 'unreadable', edits: 1 });
      if (opens) await opened(second, name);
      await settled(second);
      expect(second.status().storage).toEqual({ kind: 'unreadable', edits: 1 });
      expect(await stored.table('quarantine').count()).toBe(1);
      expect(relay.room('ticket/t2').doc.store.clients.size).toBe(1);
      stored.close();
    },
  );

  it('PEND-8: an unsent edit that the document does not take in is put aside, and later ones go on', async () => {
    relay.reachable = false;
    const device = scene.device(relay);
    const vault = new DexieVault({
      name: 'solder/demo/ana',
      indexedDB: device.indexedDB,
      IDBKeyRange,
      now: () => Date.now(),
    });
    await vault.open();
    const update = new Uint8Array([1, 1, 255, 255, 255, 9]);
    await vault.addToOutbox([{ name: 'ticket/t1' as EntityKey, update, clients: [5], tab: 't', at: 1 }]);
    const replica = await device.start();
    expect(replica.status()).toMatchObject({ storage: null, pending: { edits: 1 } });
    const record = await opened(replica, name);
    expect(replica.status()).toMatchObject({
      storage: { kind: 'unreadable', edits: 1 },
      pending: { edits: 0 },
    });
    await vi.waitFor(async () => expect((await vault.outbox()).entries).toEqual([]));
    await vault.close();
    record.entity.set('subject', 'Goes on');
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
    expect(relay.room('ticket/t1').doc.getArray('registers').length).toBe(1);
  });

  it('REPL-16: a connection to the database that closes is opened again, and nothing is lost (fault 5)', async () => {
    relay.reachable = false;
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Before');
    await vi.waitFor(() => expect(replica.status().pending.unsaved).toBe(0));
    // As a browser does it when the user clears data or the process behind it dies.
    const other = tables(device);
    const blocked = device.indexedDB.open('solder/demo/ana', 999);
    await new Promise<void>((resolve) => {
      blocked.addEventListener('success', () => {
        blocked.result.close();
        resolve();
      });
    });
    other.close();
    record.entity.set('subject', 'After');
    expect(replica.status().pending.edits).toBe(2);
    await vi.waitFor(() => expect(replica.status().storage ?? replica.status().pending.unsaved).toBeTruthy());
    relay.reachable = true;
    await replica.syncNow();
    expect(replica.status().pending.edits).toBe(0);
  });

  it('PEND-7: an app that is killed has lost nothing that was said to be saved (fault 6)', async () => {
    const dead = new ScriptedRelay();
    dead.reachable = false;
    const device = scene.device(relay);
    const killed = await device.start({ WebSocket: dead.WebSocket });
    const record = await opened(killed, name);
    for (let i = 0; i < 40; i++) record.entity.append('messages', { channel: 'note', body: `note ${i}` });
    await vi.waitFor(() => expect(killed.status().pending.unsaved).toBe(0));
    // Nothing is closed: the next session finds what the transactions left.
    const next = await device.start();
    expect(next.status().pending.edits).toBe(40);
    await settled(next);
    const again = await opened(next, name);
    expect(again.entity.ledger('messages')).toHaveLength(40);
    expect(again.doc.clientID).not.toBe(record.doc.clientID);
  });
});
