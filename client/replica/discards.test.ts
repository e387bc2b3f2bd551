import { Dexie } from 'dexie';
import { IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { key, notes, offlineWithTicket, saved, subject, textAt, ticket } from './testing/discards-scene.ts';
import { opened, Scene } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { settled } from './testing/settled.ts';

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

const afterwards = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

describe('taking unsent edits back', () => {
  it('QUEUE-6: the record is what it was, for its editors, in lists, after a restart and at the relay', async () => {
    const { device, replica, record } = await offlineWithTicket(relay, scene.device(relay));
    record.entity.set('subject', 'Taken back');
    record.entity.text('notes').delete(0, 3);
    record.entity.text('notes').insert(0, 'Mine. ');
    await saved(replica);
    const before = record.doc;
    expect(await replica.cancel(ticket)).toEqual({ takenBack: 3, sent: 0 });
    expect(replica.status().pending).toEqual({ records: 0, edits: 0, unsaved: 0 });
    expect(replica.queue()).toMatchObject([{ name: ticket, edits: 3, state: { step: 'cancelled' } }]);
    expect(subject(replica)).toBe('As it was');
    await record.loaded;
    expect(record.doc).not.toBe(before);
    expect([notes(record), record.entity.get('subject')]).toEqual(['Theirs. ', 'As it was']);

    // What is written from here on goes up, and nothing else does.
    record.entity.text('notes').insert(0, 'Anew. ');
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
    expect(textAt(relay)).toBe('Anew. Theirs. ');
    await replica.stop();
    relay.reachable = false;
    const later = await device.start();
    await vi.waitFor(() => expect(subject(later)).toBe('As it was'));
    expect(notes(await opened(later, ticket))).toBe('Anew. Theirs. ');
  });

  it('QUEUE-6: edits that a fold mixed with the rest of the record are taken out of it again', async () => {
    const { device, replica, record } = await offlineWithTicket(relay, scene.device(relay));
    record.entity.set('subject', 'Folded');
    record.entity.text('notes').delete(0, 8);
    record.close();
    await saved(replica);
    await replica.stop();
    const second = await device.start();
    const again = await opened(second, ticket);
    expect([notes(again), again.entity.get('subject')]).toEqual(['', 'Folded']);
    again.entity.set('priority', 'urgent');
    again.close();
    await second.stop();
    const third = await device.start();
    expect(await third.cancel(ticket)).toEqual({ takenBack: 3, sent: 0 });
    const last = await opened(third, ticket);
    expect([notes(last), last.entity.get('subject'), last.entity.get('priority')]).toEqual([
      'Theirs. ',
      'As it was',
      null,
    ]);
    relay.reachable = true;
    await third.syncNow();
    await settled(third);
    expect(textAt(relay)).toBe('Theirs. ');
  });

  it('QUEUE-6: what others wrote meanwhile, and what was acknowledged, stays', async () => {
    const { replica, record } = await offlineWithTicket(relay, scene.device(relay));
    record.entity.set('subject', 'First');
    record.close();
    await saved(replica);
    relay.room(key).doc.getText('text:notes').insert(8, 'Later. ');
    // The edit goes up, and the next one is made on top of it.
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
    await vi.waitFor(() => expect(replica.row(ticket)?.fields['notes']).toBe('Theirs. Later. '));
    relay.reachable = false;
    relay.cut();
    await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
    const again = await opened(replica, ticket);
    again.entity.set('subject', 'Second');
    await saved(replica);
    await replica.cancel(ticket);
    await again.loaded;
    expect([notes(again), again.entity.get('subject')]).toEqual(['Theirs. Later. ', 'First']);
  });

  it('QUEUE-6: a record that nobody else ever saw is gone from lists and searches', async () => {
    relay.reachable = false;
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, ticket);
    record.entity.set('subject', 'A mistake');
    await vi.waitFor(() => expect(subject(replica)).toBe('A mistake'));
    record.close();
    await saved(replica);
    await replica.cancel(ticket);
    expect(replica.rows({ kind: 'ticket', limit: 9 }).total).toBe(0);
    expect(replica.row(ticket)).toBeUndefined();
    await replica.stop();
    const later = await device.start();
    await vi.waitFor(() => expect(later.rowsLoaded).toBe(true));
    expect(later.rows({ kind: 'ticket', limit: 9 }).total).toBe(0);
  });

  it('QUEUE-7: what the relay has cannot be taken back, and is said to be sent', async () => {
    const replica = await scene.device(relay).start();
    const record = await opened(replica, ticket);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.holdAcks = true;
    record.entity.set('subject', 'Sent');
    await vi.waitFor(() => expect(relay.room(key).doc.store.clients.size).toBe(1));
    expect(await replica.cancel(ticket)).toEqual({ takenBack: 0, sent: 1 });
    expect(replica.status().pending.edits).toBe(1);
    relay.releaseAcks();
    await settled(replica);
    await record.loaded;
    await vi.waitFor(() => expect(record.entity.get('subject')).toBe('Sent'));
  });

  it('QUEUE-7: without a connection, what once left this device counts as sent, also after a restart', async () => {
    const device = scene.device(relay);
    const first = await device.start();
    const record = await opened(first, ticket);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.holdAcks = true;
    record.entity.set('subject', 'Sent');
    await vi.waitFor(() => expect(relay.room(key).doc.store.clients.size).toBe(1));
    await saved(first);
    const tables = await new Dexie('solder/demo/ana', { indexedDB: device.indexedDB, IDBKeyRange }).open();
    await vi.waitFor(
      async () => expect(await tables.table('outbox').toArray()).toMatchObject([{ sent: true }]),
      5_000,
    );
    tables.close();
    relay.reachable = false;
    relay.cut();
    record.entity.text('notes').insert(0, 'Not sent');
    await saved(first);
    await first.stop();
    const second = await device.start();
    expect(await second.cancel(ticket)).toEqual({ takenBack: 1, sent: 1 });
    const again = await opened(second, ticket);
    expect([again.entity.get('subject'), notes(again)]).toEqual(['Sent', '']);
    relay.reachable = true;
    relay.holdAcks = false;
    await second.syncNow();
    await settled(second);
  });

  it('QUEUE-7: edits that the relay turned away are not there, and are taken back', async () => {
    const replica = await scene.device(relay).start({ random: () => 0.001 });
    const record = await opened(replica, ticket);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.dropEdits = true;
    record.entity.set('subject', 'Turned away');
    await saved(replica);
    relay.foreignIds.add(record.doc.clientID);
    relay.dropEdits = false;
    relay.cut();
    await vi.waitFor(() => expect(replica.recordSync(ticket)).toMatchObject({ heldBack: 4403 }), 5_000);
    expect(await replica.cancel(ticket)).toEqual({ takenBack: 1, sent: 0 });
    await settled(replica);
    await record.loaded;
    record.entity.set('subject', 'Under another id');
    await settled(replica);
    expect(replica.recordSync(ticket)).toEqual({ step: 'relay' });
  });

  it('QUEUE-7: what builds on an edit that never left goes with it', async () => {
    relay.maxFrame = 2_000;
    const replica = await scene.device(relay).start();
    const record = await opened(replica, ticket);
    await vi.waitFor(() => expect(record.live).toBe(true));
    record.entity.text('notes').insert(0, 'x'.repeat(5_000));
    record.entity.text('notes').insert(5_000, ' and on');
    await saved(replica);
    await vi.waitFor(() => expect(replica.refused()).toHaveLength(1));
    relay.reachable = false;
    relay.cut();
    await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
    expect(await replica.cancel(ticket)).toEqual({ takenBack: 2, sent: 0 });
    expect(replica.status().pending.edits).toBe(0);
  });

  it('QUEUE-8: what was taken back is kept, and can be made unsent again as it was', async () => {
    const { device, replica, record } = await offlineWithTicket(relay, scene.device(relay));
    record.entity.set('subject', 'On second thoughts');
    record.entity.text('notes').insert(8, 'Mine.');
    await saved(replica);
    await replica.cancel(ticket);
    const [kept, ...others] = await replica.discarded();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({
      name: ticket,
      edits: 2,
      row: { fields: { subject: 'On second thoughts' } },
    });
    expect(must(kept, 'it is kept').bytes).toBeGreaterThan(20);
    await replica.stop();
    const later = await device.start();
    const again = await opened(later, ticket);
    await later.restoreDiscarded(must(kept, 'it is kept').id);
    expect(await later.discarded()).toEqual([]);
    expect(later.status().pending).toEqual({ records: 1, edits: 2, unsaved: 0 });
    expect([again.entity.get('subject'), notes(again)]).toEqual(['On second thoughts', 'Theirs. Mine.']);
    expect(subject(later)).toBe('On second thoughts');
    relay.reachable = true;
    await later.syncNow();
    await settled(later);
    expect(textAt(relay)).toBe('Theirs. Mine.');
  });

  it('QUEUE-8: what was taken back goes for good when a person says so, or after a month', async () => {
    const { device, replica, record } = await offlineWithTicket(relay, scene.device(relay));
    for (const value of ['One', 'Two']) {
      await record.loaded;
      record.entity.set('subject', value);
      await saved(replica);
      await replica.cancel(ticket);
    }
    const [newest] = await replica.discarded();
    expect(newest).toMatchObject({ row: { fields: { subject: 'Two' } } });
    await replica.forgetDiscarded(must(newest, 'it is kept').id);
    expect(await replica.discarded()).toHaveLength(1);
    await replica.stop();
    const now = Date.now() + 31 * 24 * 3_600_000;
    const later = await device.start({
      time: { now: () => now, after: (ms, run) => afterwards(ms, run) },
    });
    await vi.waitFor(async () => expect(await later.discarded()).toEqual([]));
  });

  it('QUEUE-6: when this device cannot store it, nothing is taken back and work goes on', async () => {
    const { replica, record } = await offlineWithTicket(relay, scene.device(relay));
    record.entity.set('subject', 'Stays');
    await saved(replica);
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(replica.cancel(ticket)).rejects.toMatchObject({ name: 'VaultFailed', kind: 'full' });
    vi.restoreAllMocks();
    expect(replica.status().pending.edits).toBe(1);
    await record.loaded;
    expect(record.entity.get('subject')).toBe('Stays');
    relay.reachable = true;
    await replica.syncNow();
    await settled(replica);
  });
});
