import { IDBDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atRelay, subjects } from './testing/replica-scene.ts';
import { Scene, named, opened } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { allSettled } from './testing/settled.ts';

const name = named('ticket', 't1');
const key = 'ticket/t1';
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

describe('catching up', () => {
  it('REPL-1: records that others made are listed without being opened', async () => {
    relay.itemsPerPage = 7;
    for (let i = 0; i < 30; i++) atRelay(relay, `t${i}`).entity.set('subject', `Subject ${i}`);
    const device = scene.device(relay);
    const replica = await device.start();
    await allSettled(replica);
    expect(replica.rows({ kind: 'ticket', limit: 10 })).toMatchObject({ total: 30, rows: { length: 10 } });
    expect(relay.said('open')).toBe(0);
    relay.cut();
    await replica.stop();
    relay.reachable = false;
    const again = await device.start();
    await vi.waitFor(() => expect(again.rowsLoaded).toBe(true));
    expect(again.rows({ kind: 'ticket', limit: 10 }).total).toBe(30);
    const record = await opened(again, named('ticket', 't4'));
    expect(record.entity.get('subject')).toBe('Subject 4');
  });

  it('REPL-2: coming back when nothing changed is one round trip', async () => {
    for (let i = 0; i < 30; i++) atRelay(relay, `t${i}`).entity.set('subject', `Subject ${i}`);
    const device = scene.device(relay);
    const first = await device.start();
    await allSettled(first);
    // Until its range of order numbers is kept, too: it would be asked for again.
    await vi.waitFor(async () => expect(await first.takeNumber()).toBeDefined());
    await first.stop();
    relay.seen.length = 0;
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const pagesStored = () =>
      transactions.mock.calls.filter(
        ([tables, mode]) => mode === 'readwrite' && Array.isArray(tables) && tables.includes('bundleBytes'),
      );
    const again = await device.start();
    await allSettled(again);
    expect(relay.seen.map(({ message }) => message.type)).toEqual(['hello']);
    // Nor is it written down that nothing did.
    expect(pagesStored()).toEqual([]);
    atRelay(relay, 't1').entity.set('subject', 'news');
    await vi.waitFor(() => expect(subjects(again)).toContain('news'));
    await allSettled(again);
    expect(pagesStored()).not.toEqual([]);
    transactions.mockRestore();
  });

  it('REPL-3: what others change is fetched at once, and never by two rounds at a time', async () => {
    const replica = await scene.device(relay).start();
    await allSettled(replica);
    const bob = atRelay(relay, 't1');
    for (let i = 0; i < 50; i++) bob.entity.set('subject', `v${i}`);
    await vi.waitFor(() => expect(subjects(replica)).toEqual(['v49']));
    await allSettled(replica);
    expect(relay.mostPagesAtOnce).toBe(1);
    expect(relay.said('catch-up')).toBeLessThan(10);
  });

  it('REPL-4: what comes down never hides what has not gone up (row S4)', async () => {
    relay.holdAcks = true;
    const replica = await scene.device(relay).start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.dropEdits = true;
    record.entity.set('subject', 'Mine');
    atRelay(relay, 't1').entity.set('type', 'enquiry');
    await vi.waitFor(() =>
      expect(replica.row(name)?.fields).toMatchObject({ subject: 'Mine', type: 'enquiry' }),
    );
    record.close();
    relay.dropEdits = false;
    relay.holdAcks = false;
    relay.cut();
    await allSettled(replica);
    expect(atRelay(relay, 't1').row().fields).toMatchObject({ subject: 'Mine', type: 'enquiry' });
  });

  it('REPL-5: a page that cannot be read is told, asked for again, and the cursor waits for it', async () => {
    atRelay(relay, 't1').entity.set('subject', 'Here');
    relay.spoilPages = 1;
    const replica = await scene.device(relay).start();
    // The next try may come at once: what was told in between is noted, not looked for now and then.
    const told = [replica.status()];
    replica.subscribeStatus(() => told.push(replica.status()));
    await vi.waitFor(() => expect(subjects(replica)).toEqual(['Here']), 5_000);
    await allSettled(replica);
    expect(told).toContainEqual(
      expect.objectContaining({ state: 'error', problem: { kind: 'relay', code: 4400 } }),
    );
  });

  it('REPL-6: another store at the relay means everything again, with unsent edits kept', async () => {
    atRelay(relay, 't1').entity.set('subject', 'Old store');
    const device = scene.device(relay);
    const first = await device.start();
    await allSettled(first);
    relay.reachable = false;
    relay.cut();
    (await opened(first, named('ticket', 't2'))).entity.set('subject', 'Unsent');
    await vi.waitFor(() => expect(first.status().pending.unsaved).toBe(0));
    await first.stop();

    const restored = new ScriptedRelay();
    restored.epoch = 'epoch-2';
    relay = restored;
    atRelay(relay, 't1').entity.set('subject', 'Restored');
    const again = await device.start({ WebSocket: restored.WebSocket });
    await allSettled(again);
    await vi.waitFor(() => expect(new Set(subjects(again))).toEqual(new Set(['Restored', 'Unsent'])));
    expect(atRelay(relay, 't2').entity.get('subject')).toBe('Unsent');
  });

  it('REPL-7: a shipped row is used when the schemas are equal, and made here when they differ', async () => {
    const bob = atRelay(relay, 't1');
    bob.entity.set('subject', 'True');
    relay.room(key).row = JSON.stringify({
      ...bob.row(),
      fields: { ...bob.row().fields, subject: 'Shipped' },
    });
    const same = await scene.device(relay).start();
    await allSettled(same);
    expect(subjects(same)).toEqual(['Shipped']);
    relay.schema = 'another';
    const other = await scene.device(relay).start();
    await allSettled(other);
    expect(subjects(other)).toEqual(['True']);
  });

  it('REPL-8: the relay asks for what it lost and gets it', async () => {
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Kept here');
    await allSettled(replica);
    record.close();
    await replica.stop();

    const damaged = new ScriptedRelay();
    damaged.epoch = 'epoch-1';
    relay = damaged;
    atRelay(relay, 't1').entity.set('type', 'enquiry');
    atRelay(relay, 't1').entity.set('type', 'order');
    damaged.room(key).damaged = true;
    const again = await device.start({ WebSocket: damaged.WebSocket });
    await vi.waitFor(() => expect(atRelay(relay, 't1').entity.get('subject')).toBe('Kept here'), 5_000);
    damaged.room(key).damaged = false;
    await allSettled(again);
    await vi.waitFor(() =>
      expect(again.row(name)?.fields).toMatchObject({ subject: 'Kept here', type: 'order' }),
    );
  });
});

describe('both sides offline', () => {
  it('REPL-9: two devices that edited apart are equal when both are back, and nothing is pending', async () => {
    const [a, b] = [
      await scene.device(relay).start(),
      await scene.device(relay, { user: { id: 'bob' } }).start(),
    ];
    const [mine, theirs] = [await opened(a, name), await opened(b, name)];
    mine.entity.text('notes').insert(0, 'screen ');
    await vi.waitFor(() => expect(theirs.entity.text('notes').toJSON()).toBe('screen '));
    relay.reachable = false;
    relay.cut();
    await vi.waitFor(() => expect([a.status().state, b.status().state]).toEqual(['offline', 'offline']));
    mine.entity.text('notes').insert(7, 'cracked');
    theirs.entity.text('notes').insert(0, 'front ');
    mine.entity.set('subject', 'A');
    theirs.entity.set('type', 'order');
    relay.reachable = true;
    await Promise.all([a.syncNow(), b.syncNow()]);
    await Promise.all([allSettled(a), allSettled(b)]);
    await vi.waitFor(() => expect(mine.row()).toEqual(theirs.row()));
    expect(mine.entity.text('notes').toJSON()).toBe('front screen cracked');
    await vi.waitFor(() => expect(a.row(name)).toEqual(b.row(name)));
  });

  it('REPL-10: a record that is closed and opened again is the same, and is folded when it closes', async () => {
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'First');
    record.close();
    const again = await opened(replica, name);
    expect(again.entity.get('subject')).toBe('First');
    again.entity.set('subject', 'Second');
    await allSettled(replica);
    again.close();
    await replica.stop();
    relay.reachable = false;
    const later = await device.start();
    expect((await opened(later, name)).entity.get('subject')).toBe('Second');
  });
});
