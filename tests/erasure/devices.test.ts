/** Devices of a shop in which somebody is erased: offline with unsent edits, online with the record open, in two tabs (rule ERASE-6). */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEraser, type Eraser } from '../../server/erase/eraser.ts';
import { must } from '../../shared/lib/assert.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { DexieFileVault } from '../../client/replica/files/dexie-file-vault.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { Scene, named, opened, type Device } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { relayScene, shop, type RelayScene } from '../replica/relay-scene.ts';
import { bytesOnDisk } from './bytes-on-device.ts';

const canary = 'canary-5ee1';
const client = named('client', 'c1');
const order = named('order', 'o1');
const ticket = named('ticket', 't1');
const other = named('client', 'c2');
const theirs = [client, order, ticket];

let relay: RelayScene;
let scene: Scene;
let eraser: Eraser;
let line: Line;
let prefix: string;
let count = 0;
beforeEach(async () => {
  relay = await relayScene();
  scene = new Scene();
  line = new Line(relay.WebSocket);
  prefix = `erased-${process.pid}-${count++}/`;
  eraser = createEraser({
    store: relay.store,
    relay: relay.relay,
    files: { remove: () => Promise.resolve(true) },
    time: systemTime,
    random: systemRandom,
  });
  const writer = await person('ana').start();
  for (const [name, words] of [
    [client, `Name ${canary}`],
    [other, 'Somebody else'],
  ] as const) {
    const record = await opened(writer, name);
    record.entity.set('name', words);
    record.entity.text('notes').insert(0, `Notes of ${words}`);
    record.close();
  }
  const ordered = await opened(writer, order);
  ordered.entity.set('number', 'RM-10001');
  ordered.entity.set('client', 'c1');
  ordered.entity.set('signedBy', canary);
  ordered.entity.append('payments', { method: 'cash', amount: 2_500, note: canary });
  ordered.close();
  const asked = await opened(writer, ticket);
  asked.entity.set('subject', canary);
  asked.entity.set('order', 'o1');
  asked.entity.append('messages', { channel: 'client', body: canary });
  asked.close();
  await settled(writer);
  await writer.stop();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const person = (
  user: string,
  device = `${prefix}${user}/`,
  socket: Pick<Line, 'WebSocket'> = relay,
): Device =>
  scene.device(socket, {
    url: relay.url,
    user: { id: user },
    getToken: () => Promise.resolve(user),
    indexedDB,
    IDBKeyRange,
    journal: true,
    device,
    locks: navigator.locks,
    BroadcastChannel,
  });

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }), {
    timeout: 10_000,
  });

const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 10_000 });

const erase = () => eraser.erase({ shop, id: client.id, by: 'operator' });

async function nothingIsLeft(replica: Replica, user: string): Promise<void> {
  for (const name of theirs) expect(replica.row(name)).toBeUndefined();
  expect(JSON.stringify(replica.search({ text: canary, limit: 9 }))).not.toContain(canary);
  await eventually(async () => expect(await bytesOnDisk(`${prefix}${user}/`)).not.toContain(canary));
  expect(await bytesOnDisk(`${prefix}${user}/`)).toContain('Somebody else');
  const page = await relay.store.page({ shop, after: 0, bytes: 9_999_999 });
  expect(Buffer.from(page.body).toString('latin1')).not.toContain(canary);
}

/** A journal as a crash leaves it, after edits were taken back once; answers its database. */
async function earlierJournal(of: string, name: string): Promise<string> {
  const database = `${of}/journal/${name}#2`;
  const journal = indexedDB.open(database);
  await new Promise((resolve) => {
    journal.addEventListener('upgradeneeded', () => {
      journal.result.createObjectStore('updates', { autoIncrement: true }).add(canary);
    });
    journal.addEventListener('success', resolve);
  });
  journal.result.close();
  return database;
}

/** Something else holds this database until the answer is called: it is not deleted. */
function held(database: string): () => void {
  const deleteDatabase = indexedDB.deleteDatabase.bind(indexedDB);
  const spy = vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
    if (name === database) throw new DOMException('as the test says', 'UnknownError');
    return deleteDatabase(name);
  });
  return () => spy.mockRestore();
}

const databases = async () => (await indexedDB.databases()).map(({ name }) => name);

describe('a device that was away', () => {
  it('ERASE-6: lets go of records, rows, journals, unsent edits and what was taken back, and nothing of it comes to the relay', async () => {
    const stale = person('ben', undefined, line);
    const replica = await stale.start();
    await settled(replica);
    const open = await opened(replica, client);
    await eventually(() => expect(open.live).toBe(true));
    line.cut();
    await eventually(() => expect(replica.status().state).not.toBe('completed'));
    open.entity.set('phone', `07${canary}`);
    open.entity.text('notes').insert(0, `Unsent ${canary} `);
    const paid = await opened(replica, order);
    paid.entity.append('payments', { method: 'cash', amount: 100, note: canary });
    paid.close();
    const told = await opened(replica, ticket);
    told.entity.append('messages', { channel: 'note', body: `Unsent ${canary}` });
    told.close();
    const mine = await opened(replica, other);
    mine.entity.set('phone', '0123');
    mine.close();
    await replica.cancel(ticket);
    await replica.keeping.pin(client, true);
    await eventually(async () => expect(await bytesOnDisk(`${prefix}ben/`)).toContain(`Unsent ${canary}`));
    expect(replica.status().pending.edits).toBeGreaterThan(3);

    const file = await replica.unsentFile();

    await erase();
    line.mend();
    replica.syncNow().catch(() => undefined);
    await settled(replica);
    await nothingIsLeft(replica, 'ben');
    expect(replica.refused().map(({ rule }) => rule)).toContain('erased');
    expect(await replica.discarded()).toEqual([]);
    expect((await replica.erased()).names).toEqual(
      expect.arrayContaining(['client/c1', 'order/o1', 'ticket/t1']),
    );
    expect(replica.row(other)?.fields['phone']).toBe('0123');
    const kept = replica.rows({ kind: 'order', limit: 9 }).rows;
    expect(kept.map(({ fields }) => fields['number'])).toEqual(['RM-10001']);
    expect(kept[0]?.fields).toMatchObject({ payments: { count: 1, sum: 2_500 }, signedBy: null });
    open.close();
    await replica.stop();

    // Nor after a restart, online or not, nor out of a file, nor by typing into its page.
    line.cut();
    const again = await stale.start();
    await eventually(() => expect(again.rowsLoaded).toBe(true));
    await nothingIsLeft(again, 'ben');
    expect(await again.takeInUnsent(file)).toMatchObject({ edits: 0, records: 0, erased: 3 });
    const typed = await opened(again, client);
    typed.entity.set('company', `Again ${canary}`);
    await eventually(() => expect(typed.entity.get('company')).toBeNull());
    typed.close();
    await eventually(() => expect(again.status().pending).toEqual({ records: 0, edits: 0, unsaved: 0 }));
    await nothingIsLeft(again, 'ben');
    line.mend();
    await settled(again);
    await nothingIsLeft(again, 'ben');
  });

  it('ERASE-6: what a crash left in a journal and in the outbox goes at the next start', async () => {
    const first = await person('ben', undefined, line).start();
    await settled(first);
    const record = await opened(first, client);
    await eventually(() => expect(record.live).toBe(true));
    line.cut();
    record.entity.set('address', `Street of ${canary}`);
    await eventually(async () => {
      const bytes = await bytesOnDisk(`${prefix}ben/`);
      expect(bytes).toContain('journal/client/c1');
      expect(bytes).toContain(`Street of ${canary}`);
    });
    await erase();
    // The first never stops in order: what is started beside it has other locks, as after a crash.
    const next = await scene
      .device(relay, {
        url: relay.url,
        user: { id: 'ben' },
        getToken: () => Promise.resolve('ben'),
        indexedDB,
        IDBKeyRange,
        journal: true,
        device: `${prefix}ben/`,
      })
      .start();
    await settled(next);
    await first.stop();
    await nothingIsLeft(next, 'ben');
  });
});

describe('a journal of an earlier generation', () => {
  afterEach(() => vi.restoreAllMocks());

  it('ERASE-6: goes as well, and at the next start where something held it', async () => {
    const device = person('ben');
    const first = await device.start();
    await settled(first);
    const database = `${prefix}ben/solder/${shop}/ben`;
    const free = await earlierJournal(database, 'client/c1');
    const blocked = await earlierJournal(database, 'order/o1');
    const others = await earlierJournal(database, 'client/c2');
    const letGo = held(blocked);
    await erase();
    await eventually(async () => expect(await databases()).not.toContain(free));
    await eventually(async () => expect((await first.erased()).names).toContain('order/o1'));
    await first.stop();
    expect(await databases()).toContain(blocked);
    letGo();
    await settled(await device.start());
    await eventually(async () => expect(await databases()).not.toContain(blocked));
    expect(await databases()).toContain(others);
  });
});

describe('a device whose disk fails', () => {
  afterEach(() => vi.restoreAllMocks());

  it('ERASE-6: its place in the log does not pass what it could not let go of, and it goes once it can, or at the next start', async () => {
    const device = person('ben', undefined, line);
    const replica = await device.start();
    await settled(replica);
    line.cut();
    await eventually(() => expect(replica.status().state).not.toBe('completed'));
    const stores = IDBObjectStore.prototype;
    const put = Reflect.get(stores, 'put') as (...given: unknown[]) => IDBRequest<IDBValidKey>;
    let refused = 0;
    const broken = vi.spyOn(stores, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (this.name !== 'erased') return Reflect.apply(put, this, key === undefined ? [value] : [value, key]);
      refused++;
      throw new DOMException('as the test says', 'UnknownError');
    });
    await erase();
    const later = await scene
      .device(relay, { url: relay.url, user: { id: 'ana' }, getToken: () => Promise.resolve('ana') })
      .start();
    const record = await opened(later, other);
    record.entity.set('city', 'Bangor');
    record.close();
    line.mend();
    replica.syncNow().catch(() => undefined);
    await eventually(() => expect(refused).toBeGreaterThan(0));
    await eventually(() => expect(replica.status().storage).not.toBeNull());
    // Nothing of it is shown, and nothing behind it was taken in.
    expect(replica.row(client)).toBeUndefined();
    expect(await bytesOnDisk(`${prefix}ben/`)).toContain(canary);
    expect(await bytesOnDisk(`${prefix}ben/`)).not.toContain('Bangor');
    await replica.stop();
    broken.mockRestore();

    const again = await device.start();
    await settled(again);
    await nothingIsLeft(again, 'ben');
    expect(again.row(other)?.fields['city']).toBe('Bangor');
  });
});

describe('a device that is there', () => {
  it('ERASE-6: lets go at once, in every tab, while the record is open; what is typed into it afterwards goes nowhere', async () => {
    const device = person('ben');
    const [one, two] = [await device.start(), await device.start()];
    const beside = await person('cai').start();
    await settled(one);
    await eventually(() => expect(two.row(client)).toBeDefined());
    await settled(beside);
    const helloes = relay.relay.stats().sockets;
    const [here, there] = [await opened(one, client), await opened(two, client)];
    await eventually(() => expect(there.live && here.live).toBe(true));
    here.entity.set('company', canary);
    await eventually(() => expect(there.entity.get('company')).toBe(canary));

    await erase();
    for (const tab of [one, two, beside]) await eventually(() => expect(tab.row(client)).toBeUndefined());
    await eventually(() => expect(here.entity.get('name')).toBeNull());
    await eventually(() => expect(there.entity.get('name')).toBeNull());
    here.entity.set('name', `Again ${canary}`);
    await eventually(() => expect(one.status().pending.edits).toBe(0));
    await eventually(() => expect(here.entity.get('name')).toBeNull());
    for (const [tab, user] of [
      [one, 'ben'],
      [two, 'ben'],
      [beside, 'cai'],
    ] as const) {
      await nothingIsLeft(tab, user);
    }
    // Nobody had to come anew for it, and others' records go on.
    expect(relay.relay.stats().sockets).toBe(helloes);
    const record = await opened(beside, other);
    record.entity.set('city', 'Bangor');
    record.close();
    await eventually(() => expect(one.row(other)?.fields['city']).toBe('Bangor'));
    here.close();
    there.close();
    expect(must(one.row(other), 'the other client').fields['name']).toBe('Somebody else');
  });
});

const picture = (words: string) => ({ type: 'image/png', bytes: Buffer.from(words) }) as never;
const queued = (id: string, name: string) =>
  ({ id, for: name, at: 1, parts: [], tries: 0, problem: null, retryAt: null }) as never;

const databaseOf = (user: string): string => `${prefix}shared/solder/${shop}/${user}`;

/** Ben, without a connection, with edits of the client that he could not send; his page is still open. */
async function benWasHere(): Promise<Replica> {
  const ben = await person('ben', `${prefix}shared/`, line).start();
  await settled(ben);
  line.cut();
  await eventually(() => expect(ben.status().state).not.toBe('completed'));
  for (const name of [client, other]) {
    const record = await opened(ben, name);
    record.entity.set('phone', name === client ? `07${canary}` : '0123');
    record.close();
  }
  await eventually(() => expect(ben.status().pending).toEqual({ records: 2, edits: 2, unsaved: 0 }));
  return ben;
}

describe('a device that several people use', () => {
  it('ERASE-10: whoever hears of it lets it go from the databases of those who are away, too; they are told of unsent edits', async () => {
    const ben = await benWasHere();
    await ben.stop();
    const files = new DexieFileVault({ name: `${databaseOf('ben')}/files`, indexedDB, IDBKeyRange });
    const [theirPhoto, otherPhoto] = ['0'.repeat(22), '1'.repeat(22)];
    await files.add(queued(theirPhoto, 'client/c1'), new Map([['full', picture(canary)]]));
    await files.add(queued(otherPhoto, 'client/c2'), new Map([['full', picture('Photo of somebody else')]]));
    await files.close();
    await earlierJournal(databaseOf('ben'), 'client/c1');
    expect(await bytesOnDisk(databaseOf('ben'))).toContain(canary);

    const cai = await person('cai', `${prefix}shared/`).start();
    await settled(cai);
    await erase();
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
    const left = await bytesOnDisk(databaseOf('ben'));
    for (const words of ['Somebody else', 'Photo of somebody else', '0123']) expect(left).toContain(words);
    await cai.stop();

    // He comes back without a network: nothing of it is there, and he is told until he says that he knows.
    for (const isNews of [true, false]) {
      const again = await person('ben', `${prefix}shared/`, line).start();
      await eventually(() => expect(again.rowsLoaded).toBe(true));
      expect(again.row(client)).toBeUndefined();
      expect(again.row(other)?.fields['phone']).toBe('0123');
      expect(again.status().pending.edits).toBe(1);
      const lost = () => again.refused().filter(({ rule }) => rule === 'erased');
      await eventually(() => expect(lost()).toHaveLength(isNews ? 1 : 0));
      for (const edit of lost()) again.dismissRefused(edit);
      await again.stop();
    }
  });

  it('ERASE-10: a page of theirs that is open and cut off is told, and lets go of it itself', async () => {
    const ben = await benWasHere();
    const cai = await person('cai', `${prefix}shared/`).start();
    await settled(cai);
    expect(ben.row(client)).toBeDefined();
    await erase();
    await eventually(() => expect(ben.row(client)).toBeUndefined());
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
    expect(ben.refused().map(({ rule }) => rule)).toEqual(['erased']);
    expect(ben.status().pending.edits).toBe(1);
    expect(ben.row(other)?.fields['phone']).toBe('0123');
    expect(await bytesOnDisk(databaseOf('cai'))).not.toContain(canary);
  });

  it('ERASE-10: a page of theirs that begins while it goes has read it before, and is told as well', async () => {
    await (await benWasHere()).stop();
    let ben: Replica | undefined;
    const { locks } = navigator;
    const request = (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) =>
      locks.request(name, options, async (lock) => {
        if (name === `${databaseOf('ben')}/leader`) {
          ben = await person('ben', `${prefix}shared/`, line).start();
          await eventually(() => expect(ben?.row(client)).toBeDefined());
          expect(ben.status().pending.edits).toBe(2);
        }
        return work(lock);
      });
    const cai = await person('cai', `${prefix}shared/`).start({ locks: { request } as LockManager });
    await settled(cai);
    await erase();
    await eventually(() => expect(ben?.row(client)).toBeUndefined());
    await eventually(() => expect(ben?.status().pending.edits).toBe(1));
    expect(ben?.row(other)?.fields['phone']).toBe('0123');
    expect(ben?.refused().map(({ rule }) => rule)).toEqual(['erased']);
    await eventually(async () => expect(await bytesOnDisk(databaseOf('ben'))).not.toContain(canary));
  });

  it('ERASE-10: a journal that something holds is tried again at each start', async () => {
    await (await benWasHere()).stop();
    const journal = await earlierJournal(databaseOf('ben'), 'client/c1');
    const letGo = held(journal);
    const cai = person('cai', `${prefix}shared/`);
    const first = await cai.start();
    await settled(first);
    await erase();
    // All else has gone.
    const lines = async () => (await bytesOnDisk(databaseOf('ben'))).split('\n');
    await eventually(async () =>
      expect((await lines()).filter((each) => each.includes(canary))).toHaveLength(1),
    );
    await first.stop();
    expect(await databases()).toContain(journal);
    letGo();
    await cai.start();
    await eventually(async () => expect(await databases()).not.toContain(journal));
    vi.restoreAllMocks();
  });
});
