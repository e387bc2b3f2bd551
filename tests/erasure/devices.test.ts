/** Devices of a shop in which somebody is erased: offline with unsent edits, online with the record open, in two tabs (rule ERASE-6). */
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { opened } from '../../client/replica/testing/scene.ts';
import { shop } from '../replica/relay-scene.ts';
import { bytesOnDisk } from './bytes-on-device.ts';
import {
  canary,
  client,
  eachErasureScene,
  eventually,
  order,
  other,
  settled,
  ticket,
} from './erasure-scene.ts';
import { databases, earlierJournal, held } from './held-journals.ts';

const at = eachErasureScene();

describe('a device that was away', () => {
  it('ERASE-6: lets go of records, rows, journals, unsent edits and what was taken back, and nothing of it comes to the relay', async () => {
    const stale = at().person('ben', undefined, at().line);
    const replica = await stale.start();
    await settled(replica);
    const open = await opened(replica, client);
    await eventually(() => expect(open.live).toBe(true));
    at().line.cut();
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
    await eventually(async () =>
      expect(await bytesOnDisk(`${at().prefix}ben/`)).toContain(`Unsent ${canary}`),
    );
    expect(replica.status().pending.edits).toBeGreaterThan(3);

    const file = await replica.unsentFile();

    await at().erase();
    at().line.mend();
    replica.syncNow().catch(() => undefined);
    await settled(replica);
    await at().nothingIsLeft(replica, 'ben');
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
    at().line.cut();
    const again = await stale.start();
    await eventually(() => expect(again.rowsLoaded).toBe(true));
    await at().nothingIsLeft(again, 'ben');
    expect(await again.takeInUnsent(file)).toMatchObject({ edits: 0, records: 0, erased: 3 });
    const typed = await opened(again, client);
    typed.entity.set('company', `Again ${canary}`);
    await eventually(() => expect(typed.entity.get('company')).toBeNull());
    typed.close();
    await eventually(() => expect(again.status().pending).toEqual({ records: 0, edits: 0, unsaved: 0 }));
    await at().nothingIsLeft(again, 'ben');
    at().line.mend();
    await settled(again);
    await at().nothingIsLeft(again, 'ben');
  });

  it('ERASE-6: what a crash left in a journal and in the outbox goes at the next start', async () => {
    const first = await at().person('ben', undefined, at().line).start();
    await settled(first);
    const record = await opened(first, client);
    await eventually(() => expect(record.live).toBe(true));
    at().line.cut();
    record.entity.set('address', `Street of ${canary}`);
    await eventually(async () => {
      const bytes = await bytesOnDisk(`${at().prefix}ben/`);
      expect(bytes).toContain('journal/client/c1');
      expect(bytes).toContain(`Street of ${canary}`);
    });
    await at().erase();
    // The first never stops in order: what is started beside it has other locks, as after a crash.
    const next = await at()
      .scene.device(at().relay, {
        url: at().relay.url,
        user: { id: 'ben' },
        getToken: () => Promise.resolve('ben'),
        indexedDB,
        IDBKeyRange,
        journal: true,
        device: `${at().prefix}ben/`,
      })
      .start();
    await settled(next);
    await first.stop();
    await at().nothingIsLeft(next, 'ben');
  });
});

describe('a journal of an earlier generation', () => {
  afterEach(() => vi.restoreAllMocks());

  it('ERASE-6: goes as well, and at the next start where something held it', async () => {
    const device = at().person('ben');
    const first = await device.start();
    await settled(first);
    const database = `${at().prefix}ben/solder/${shop}/ben`;
    const free = await earlierJournal(database, 'client/c1');
    const blocked = await earlierJournal(database, 'order/o1');
    const others = await earlierJournal(database, 'client/c2');
    const letGo = held(blocked);
    await at().erase();
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
    const device = at().person('ben', undefined, at().line);
    const replica = await device.start();
    await settled(replica);
    at().line.cut();
    await eventually(() => expect(replica.status().state).not.toBe('completed'));
    const stores = IDBObjectStore.prototype;
    const put = Reflect.get(stores, 'put') as (...given: unknown[]) => IDBRequest<IDBValidKey>;
    let refused = 0;
    const broken = vi.spyOn(stores, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (this.name !== 'erased') return Reflect.apply(put, this, key === undefined ? [value] : [value, key]);
      refused++;
      throw new DOMException('as the test says', 'UnknownError');
    });
    await at().erase();
    const later = await at()
      .scene.device(at().relay, {
        url: at().relay.url,
        user: { id: 'ana' },
        getToken: () => Promise.resolve('ana'),
      })
      .start();
    const record = await opened(later, other);
    record.entity.set('city', 'Bangor');
    record.close();
    at().line.mend();
    replica.syncNow().catch(() => undefined);
    await eventually(() => expect(refused).toBeGreaterThan(0));
    await eventually(() => expect(replica.status().storage).not.toBeNull());
    // Nothing of it is shown, and nothing behind it was taken in.
    expect(replica.row(client)).toBeUndefined();
    expect(await bytesOnDisk(`${at().prefix}ben/`)).toContain(canary);
    expect(await bytesOnDisk(`${at().prefix}ben/`)).not.toContain('Bangor');
    await replica.stop();
    broken.mockRestore();

    const again = await device.start();
    await settled(again);
    await at().nothingIsLeft(again, 'ben');
    expect(again.row(other)?.fields['city']).toBe('Bangor');
  });
});

describe('a device that is there', () => {
  it('ERASE-6: lets go at once, in every tab, while the record is open; what is typed into it afterwards goes nowhere', async () => {
    const device = at().person('ben');
    const [one, two] = [await device.start(), await device.start()];
    const beside = await at().person('cai').start();
    await settled(one);
    await eventually(() => expect(two.row(client)).toBeDefined());
    await settled(beside);
    const helloes = at().relay.relay.stats().sockets;
    const [here, there] = [await opened(one, client), await opened(two, client)];
    await eventually(() => expect(there.live && here.live).toBe(true));
    here.entity.set('company', canary);
    await eventually(() => expect(there.entity.get('company')).toBe(canary));

    await at().erase();
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
      await at().nothingIsLeft(tab, user);
    }
    // Nobody had to come anew for it, and others' records go on.
    expect(at().relay.relay.stats().sockets).toBe(helloes);
    const record = await opened(beside, other);
    record.entity.set('city', 'Bangor');
    record.close();
    await eventually(() => expect(one.row(other)?.fields['city']).toBe('Bangor'));
    here.close();
    there.close();
    expect(must(one.row(other), 'the other client').fields['name']).toBe('Somebody else');
  });
});
