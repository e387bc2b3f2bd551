import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { Journals } from './journal.ts';
import { Scene, named, opened, type Device } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

const name = named('ticket', 't1');
const key = 'ticket/t1' as EntityKey;
let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
let prefix: string;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
  prefix = `device-${count++}/`;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.end();
});

/** A device whose open records are journaled, which y-indexeddb does in the global database. */
const device = (): Device => scene.device(relay, { journal: true, device: prefix, indexedDB, IDBKeyRange });

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    5_000,
  );

const journals = (): Journals => new Journals(`${prefix}solder/demo/ana`, systemTime, indexedDB);
const databases = async (): Promise<readonly (string | undefined)[]> =>
  (await indexedDB.databases()).map((each) => each.name).filter((each) => each?.startsWith(prefix));

describe('the journal of an open record', () => {
  it('REPL-10: is there while the record is open and gone when it is folded', async () => {
    const replica = await device().start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Journaled');
    await settled(replica);
    await vi.waitFor(async () => expect((await journals().read(key))?.length).toBeGreaterThan(0));
    expect(await databases()).toContain(`${prefix}solder/demo/ana/journal/ticket/t1`);
    record.close();
    await vi.waitFor(async () => expect(await databases()).toEqual([`${prefix}solder/demo/ana`]));
    relay.reachable = false;
    relay.cut();
    expect((await opened(replica, name)).entity.get('subject')).toBe('Journaled');
  });

  it("REPL-25: what a crash left in it, others' edits included, is folded at the next start", async () => {
    const dead = new ScriptedRelay();
    const crashed = await device().start({ WebSocket: dead.WebSocket });
    const record = await opened(crashed, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    dead.room(key).doc.getText('text:notes').insert(0, 'from somebody else');
    await vi.waitFor(async () => {
      const doc = new Y.Doc();
      for (const piece of (await journals().read(key)) ?? []) Y.applyUpdate(doc, piece);
      expect(doc.getText('text:notes').toJSON()).toBe('from somebody else');
    });
    dead.silent = true;
    // The process is gone: its connections to the databases are, too.
    const { Dexie } = await import('dexie');
    const vault = await new Dexie(`${prefix}solder/demo/ana`).open();
    expect(await vault.table('journals').toArray()).toEqual([{ name: key }]);
    await vault.table('records').clear();
    vault.close();
    relay.reachable = false;
    const next = await device().start();
    await vi.waitFor(() => expect(next.row(name)).toBeDefined(), 8_000);
    expect((await opened(next, name)).entity.text('notes').toJSON()).toBe('from somebody else');
  });

  it('REPL-26: one that cannot be opened or read is done without', async () => {
    const filled = await journals().read(key);
    expect(filled).toEqual([]);
    await new Promise<void>((resolve) => {
      const opening = indexedDB.open(`${prefix}solder/demo/ana/journal/ticket/t1`);
      opening.addEventListener('success', () => {
        const transaction = opening.result.transaction(['updates'], 'readwrite');
        transaction.objectStore('updates').add(new Uint8Array([5, 5, 5]));
        transaction.addEventListener('complete', () => {
          opening.result.close();
          resolve();
        });
      });
    });
    const replica = await device().start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Unharmed');
    await settled(replica);
    expect(relay.room(key).doc.getArray('registers')).toHaveLength(1);
    record.close();
    await vi.waitFor(async () => expect(await databases()).toEqual([`${prefix}solder/demo/ana`]));

    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, 'open').mockImplementation((database, version) =>
      database.includes('/journal/') ? (new EventTarget() as IDBOpenDBRequest) : open(database, version),
    );
    const second = await opened(replica, named('ticket', 't2'));
    second.entity.set('subject', 'No journal');
    await settled(replica);
    expect(relay.room('ticket/t2').doc.getArray('registers')).toHaveLength(1);
  });
});
