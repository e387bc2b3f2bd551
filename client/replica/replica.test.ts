import { IDBDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { projectRow } from '../../shared/document/row.ts';
import { must } from '../../shared/lib/assert.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { Scene, named, opened } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

const name = named('ticket', 't1');
const key = 'ticket/t1';
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

/** The relay's own copy of a record, to read and to write as somebody else. */
function atRelay(id: string, kindName = 'ticket', author = 'bob') {
  const kind = must(kindNamed(kindName), 'a known kind');
  const { doc } = relay.room(`${kindName}/${id}`);
  const entity = openEntity({
    doc,
    kind,
    author,
    clock: new StampClock(systemTime),
    random: seededRandom(1),
  });
  return { doc, entity, row: () => projectRow(kind, id, doc) };
}

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(() => {
    expect(replica.status()).toMatchObject({
      state: 'completed',
      pending: { records: 0, edits: 0, unsaved: 0 },
    });
  }, 5_000);

const subjects = (replica: Replica): unknown[] =>
  replica.rows({ kind: 'ticket', limit: 100 }).rows.map(({ fields }) => fields['subject']);

describe('pending work', () => {
  it('PEND-1: an edit is pending until the relay acknowledges it', async () => {
    const replica = await scene.device(relay).start();
    relay.holdAcks = true;
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    record.entity.set('subject', 'Broken screen');
    expect(replica.status().pending).toEqual({ records: 1, edits: 1, unsaved: 1 });
    await vi.waitFor(() => expect(replica.status().pending.unsaved).toBe(0));
    expect(replica.recordSync(name)).toEqual({ step: 'device', edits: 1 });
    relay.releaseAcks();
    await settled(replica);
    expect(replica.recordSync(name)).toEqual({ step: 'relay' });
  });

  it('PEND-2: what is pending survives a reload, is sent without opening it, and reaches the relay once', async () => {
    const device = scene.device(relay);
    relay.reachable = false;
    const first = await device.start();
    const record = await opened(first, name);
    record.entity.set('subject', 'Offline');
    record.entity.text('notes').insert(0, 'water damage');
    await vi.waitFor(() => expect(first.status().pending).toEqual({ records: 1, edits: 2, unsaved: 0 }));
    await first.stop();

    const second = await device.start();
    expect(second.status().pending).toEqual({ records: 1, edits: 2, unsaved: 0 });
    expect(second.pendingNames()).toEqual([key]);
    await vi.waitFor(() => expect(subjects(second)).toEqual(['Offline']));
    relay.reachable = true;
    await second.syncNow();
    await settled(second);
    expect(atRelay('t1').entity.get('subject')).toBe('Offline');
    expect(atRelay('t1').entity.text('notes').toJSON()).toBe('water damage');
  });

  it('PEND-3: an acknowledgement removes exactly what it covers', async () => {
    const replica = await scene.device(relay).start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    record.entity.set('subject', 'One');
    await settled(replica);
    relay.holdAcks = true;
    record.entity.set('subject', 'Two');
    record.entity.set('subject', 'Three');
    expect(replica.status().pending.edits).toBe(2);
    const [link] = relay.links;
    const [[channel, count] = [0, 0]] = must(link, 'a connection').counts;
    await vi.waitFor(() => expect(must(link, 'a connection').counts.get(channel)).toBeGreaterThan(2));
    must(link, 'a connection').say({ type: 'ack', channels: [{ channel, count: count + 1 }] });
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(1));
    relay.releaseAcks();
    await settled(replica);
  });

  it.each([4400, 4403, 4413] as const)(
    'PEND-9: a record that the relay closed with %i is told as held back, tried again, and its edits go up',
    async (code) => {
      const replica = await scene.device(relay).start({ random: () => 0.01 });
      const record = await opened(replica, name);
      await vi.waitFor(() => expect(record.live).toBe(true));
      relay.refuseOpen.add(key);
      relay.refusal = code;
      const [link] = relay.links;
      must(link, 'a connection').say({ type: 'closed', name: key, code, reason: '' });
      await vi.waitFor(() => expect(record.live).toBe(false));
      record.entity.set('subject', 'Held back');
      await vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'idle', heldBack: 1 }));
      await vi.waitFor(() =>
        expect(replica.recordSync(name)).toEqual({ step: 'device', edits: 1, heldBack: code }),
      );
      const opens = relay.said('open');
      await vi.waitFor(() => expect(relay.said('open')).toBeGreaterThan(opens + 1));
      relay.refuseOpen.clear();
      await settled(replica);
      expect(atRelay('t1').entity.get('subject')).toBe('Held back');
      expect(replica.recordSync(name)).toEqual({ step: 'relay' });
    },
  );

  it('PEND-9: edits of a record that nobody has open are told as held back, too', async () => {
    relay.reachable = false;
    const replica = await scene.device(relay).start({ random: () => 0.01 });
    const record = await opened(replica, name);
    record.entity.set('subject', 'Held back');
    await vi.waitFor(() => expect(replica.status().pending.unsaved).toBe(0));
    record.close();
    relay.refuseOpen.add(key);
    relay.refusal = 4403;
    relay.reachable = true;
    await vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'idle', heldBack: 1 }), 5_000);
    relay.refuseOpen.clear();
    await settled(replica);
  });

  it('PEND-4: an edit that was sent but not acknowledged when the connection broke is sent again and applied once (fault 10)', async () => {
    const replica = await scene.device(relay).start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.holdAcks = true;
    record.entity.append('messages', { body: 'Ready on Friday', channel: 'note' });
    await vi.waitFor(() => expect(atRelay('t1').entity.ledger('messages')).toHaveLength(1));
    relay.reachable = false;
    relay.cut();
    relay.holdAcks = false;
    await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
    expect(replica.status().pending.edits).toBe(1);
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
    expect(atRelay('t1').entity.ledger('messages')).toHaveLength(1);
    expect(record.entity.ledger('messages')).toHaveLength(1);
  });

  it('PEND-5: what is larger than a frame goes up in pieces below it (fault 13)', async () => {
    const device = scene.device(relay);
    relay.reachable = false;
    relay.maxFrame = 4_096;
    const replica = await device.start();
    const record = await opened(replica, name);
    for (let i = 0; i < 300; i++)
      record.entity.text('notes').insert(0, `line ${i} of a long offline month\n`);
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
    expect(atRelay('t1').entity.text('notes').length).toBe(record.entity.text('notes').length);
  });

  it('PEND-6: one record that the relay will not take does not hold up the others (row S18)', async () => {
    const device = scene.device(relay);
    relay.reachable = false;
    const first = await device.start();
    for (let i = 0; i < 12; i++)
      (await opened(first, named('ticket', `t${i}`))).entity.set('subject', `s${i}`);
    await vi.waitFor(() => expect(first.status().pending.unsaved).toBe(0));
    await first.stop();
    relay.refuseOpen.add('ticket/t3');
    relay.reachable = true;
    const second = await device.start();
    await vi.waitFor(() => expect(second.pendingNames()).toEqual(['ticket/t3']), 5_000);
    relay.refuseOpen.clear();
    await second.stop();
    const third = await device.start();
    await settled(third);
    expect(atRelay('t3').entity.get('subject')).toBe('s3');
  });
});

describe('catching up', () => {
  it('REPL-1: records that others made are listed without being opened', async () => {
    relay.itemsPerPage = 7;
    for (let i = 0; i < 30; i++) atRelay(`t${i}`).entity.set('subject', `Subject ${i}`);
    const device = scene.device(relay);
    const replica = await device.start();
    await settled(replica);
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
    for (let i = 0; i < 30; i++) atRelay(`t${i}`).entity.set('subject', `Subject ${i}`);
    const device = scene.device(relay);
    const first = await device.start();
    await settled(first);
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
    await settled(again);
    expect(relay.seen.map(({ message }) => message.type)).toEqual(['hello']);
    // Nor is it written down that nothing did.
    expect(pagesStored()).toEqual([]);
    atRelay('t1').entity.set('subject', 'news');
    await vi.waitFor(() => expect(subjects(again)).toContain('news'));
    await settled(again);
    expect(pagesStored()).not.toEqual([]);
    transactions.mockRestore();
  });

  it('REPL-3: what others change is fetched at once, and never by two rounds at a time', async () => {
    const replica = await scene.device(relay).start();
    await settled(replica);
    const bob = atRelay('t1');
    for (let i = 0; i < 50; i++) bob.entity.set('subject', `v${i}`);
    await vi.waitFor(() => expect(subjects(replica)).toEqual(['v49']));
    await settled(replica);
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
    atRelay('t1').entity.set('type', 'enquiry');
    await vi.waitFor(() =>
      expect(replica.row(name)?.fields).toMatchObject({ subject: 'Mine', type: 'enquiry' }),
    );
    record.close();
    relay.dropEdits = false;
    relay.holdAcks = false;
    relay.cut();
    await settled(replica);
    expect(atRelay('t1').row().fields).toMatchObject({ subject: 'Mine', type: 'enquiry' });
  });

  it('REPL-5: a page that cannot be read is told, asked for again, and the cursor waits for it', async () => {
    atRelay('t1').entity.set('subject', 'Here');
    relay.spoilPages = 1;
    const replica = await scene.device(relay).start();
    // The next try may come at once: what was told in between is noted, not looked for now and then.
    const told = [replica.status()];
    replica.subscribeStatus(() => told.push(replica.status()));
    await vi.waitFor(() => expect(subjects(replica)).toEqual(['Here']), 5_000);
    await settled(replica);
    expect(told).toContainEqual(
      expect.objectContaining({ state: 'error', problem: { kind: 'relay', code: 4400 } }),
    );
  });

  it('REPL-6: another store at the relay means everything again, with unsent edits kept', async () => {
    atRelay('t1').entity.set('subject', 'Old store');
    const device = scene.device(relay);
    const first = await device.start();
    await settled(first);
    relay.reachable = false;
    relay.cut();
    (await opened(first, named('ticket', 't2'))).entity.set('subject', 'Unsent');
    await vi.waitFor(() => expect(first.status().pending.unsaved).toBe(0));
    await first.stop();

    const restored = new ScriptedRelay();
    restored.epoch = 'epoch-2';
    relay = restored;
    atRelay('t1').entity.set('subject', 'Restored');
    const again = await device.start({ WebSocket: restored.WebSocket });
    await settled(again);
    await vi.waitFor(() => expect(new Set(subjects(again))).toEqual(new Set(['Restored', 'Unsent'])));
    expect(atRelay('t2').entity.get('subject')).toBe('Unsent');
  });

  it('REPL-7: a shipped row is used when the schemas are equal, and made here when they differ', async () => {
    const bob = atRelay('t1');
    bob.entity.set('subject', 'True');
    relay.room(key).row = JSON.stringify({
      ...bob.row(),
      fields: { ...bob.row().fields, subject: 'Shipped' },
    });
    const same = await scene.device(relay).start();
    await settled(same);
    expect(subjects(same)).toEqual(['Shipped']);
    relay.schema = 'another';
    const other = await scene.device(relay).start();
    await settled(other);
    expect(subjects(other)).toEqual(['True']);
  });

  it('REPL-8: the relay asks for what it lost and gets it', async () => {
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Kept here');
    await settled(replica);
    record.close();
    await replica.stop();

    const damaged = new ScriptedRelay();
    damaged.epoch = 'epoch-1';
    relay = damaged;
    atRelay('t1').entity.set('type', 'enquiry');
    atRelay('t1').entity.set('type', 'order');
    damaged.room(key).damaged = true;
    const again = await device.start({ WebSocket: damaged.WebSocket });
    await vi.waitFor(() => expect(atRelay('t1').entity.get('subject')).toBe('Kept here'), 5_000);
    damaged.room(key).damaged = false;
    await settled(again);
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
    await Promise.all([settled(a), settled(b)]);
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
    await settled(replica);
    again.close();
    await replica.stop();
    relay.reachable = false;
    const later = await device.start();
    expect((await opened(later, name)).entity.get('subject')).toBe('Second');
  });
});
