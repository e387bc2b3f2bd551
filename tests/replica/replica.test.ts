import { Dexie } from 'dexie';
import { IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, parseKind } from '../../shared/lib/ids.ts';
import { Line } from '../../client/replica/testing/line.ts';
import { named, opened, Scene, type Device } from '../../client/replica/testing/scene.ts';
import type { Replica } from '../../client/replica/types.ts';
import { relayScene, shop, type RelayScene } from './relay-scene.ts';

const name = named('ticket', 't1');
let relay: RelayScene;
let scene: Scene;
beforeEach(async () => {
  relay = await relayScene({ pageBytes: 4_096 });
  scene = new Scene();
});
afterEach(async () => {
  await scene.end();
  await relay.close();
});

const deviceOf = (
  user: string,
  socket: { readonly WebSocket: ConstructorParameters<typeof Line>[0] } = relay,
): Device =>
  scene.device(socket, { url: relay.url, user: { id: user }, getToken: () => Promise.resolve(user) });

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    8_000,
  );

const relayWrites = (id: string, subject: string): Promise<void> =>
  relay.relay.write(
    { shop, kind: must(parseKind('ticket'), 'a kind'), id: must(parseEntityId(id), 'an id') },
    '@import' as never,
    (entity) => entity.set('subject', subject),
  );

const rates = (replica: Replica): unknown[] =>
  replica.rows({ kind: 'pay', limit: 9 }).rows.map(({ fields }) => fields['rate']);

describe('a replica and a real relay', () => {
  it('REPL-1, REPL-2: takes a shop in pages, and comes back in one round trip', async () => {
    for (let i = 0; i < 120; i++) await relayWrites(`t${i}`, `Subject ${i}`);
    const device = deviceOf('ana');
    const first = await device.start();
    await settled(first);
    expect(first.rows({ kind: 'ticket', limit: 5 }).total).toBe(120);
    // Until its range of order numbers is kept, too: it would be asked for again.
    await vi.waitFor(async () => expect(await first.takeNumber()).toBeDefined());
    await first.stop();

    let up = 0;
    let down = 0;
    class Counted extends relay.WebSocket {
      constructor(url: string) {
        super(url);
        this.addEventListener('message', ({ data }) => {
          down += (data as ArrayBuffer).byteLength;
        });
      }
      override send(bytes: Uint8Array): void {
        up++;
        super.send(bytes);
      }
    }
    const again = await device.start({ WebSocket: Counted });
    await settled(again);
    expect(up).toBe(1);
    expect(down).toBeLessThan(1_024);
    expect(again.rows({ kind: 'ticket', limit: 5 }).total).toBe(120);
    await relayWrites('t7', 'Moved');
    await vi.waitFor(() => expect(again.row(named('ticket', 't7'))?.fields['subject']).toBe('Moved'));
  });

  it('READ-3, READ-5, READ-6: a demotion takes what may not be read any more, a promotion brings it', async () => {
    const pay = { shop, kind: must(parseKind('pay'), 'a kind'), id: must(parseEntityId('p1'), 'an id') };
    const earns = (rate: number): Promise<void> =>
      relay.relay.write(pay, '@import' as never, (entity) => entity.set('rate', rate));
    await relayWrites('t1', 'Everybody');
    await earns(1_500);
    const device = deviceOf('ana');
    const becomes = async (replica: Replica, role: 'manager' | 'technician'): Promise<void> => {
      relay.roles.set('ana', role);
      relay.dropAll();
      await vi.waitFor(() => {
        replica.syncNow().catch(() => undefined);
        expect(replica.user.role).toBe(role);
      }, 8_000);
      await settled(replica);
    };
    const replica = await device.start();
    await settled(replica);
    expect(rates(replica)).toEqual([1_500]);
    const record = await opened(replica, named('pay', 'p1'));
    await vi.waitFor(() => expect(record.live).toBe(true));
    await becomes(replica, 'technician');
    expect(rates(replica)).toEqual([]);
    await earns(1_600);
    await relayWrites('t1', 'Everybody again');
    await vi.waitFor(() =>
      expect(replica.row(named('ticket', 't1'))?.fields['subject']).toBe('Everybody again'),
    );
    await settled(replica);
    expect(record.live).toBe(false);
    expect(record.entity.get('rate')).toBe(1_500);
    record.close();
    await becomes(replica, 'manager');
    expect(rates(replica)).toEqual([1_600]);
    expect((await opened(replica, named('pay', 'p1'))).entity.get('rate')).toBe(1_600);
  });

  it.each(['corrupt', 'gone'])(
    'REPL-34: a stored record that is %s is whole again after a change, on this connection (fault 3)',
    async (damage) => {
      await relayWrites('t1', 'First');
      const device = deviceOf('ana');
      const replica = await device.start();
      await settled(replica);
      const stored = await new Dexie('solder/demo/ana', { indexedDB: device.indexedDB, IDBKeyRange }).open();
      const records = stored.table('records');
      await vi.waitFor(async () => expect(await records.count()).toBe(1));
      const line: { readonly chunks: readonly Uint8Array[] } = await records.get('ticket/t1');
      const chunks = line.chunks.map((chunk) =>
        chunk.map((byte, i) => (i === chunk.length - 3 ? byte ^ 1 : byte)),
      );
      if (damage === 'corrupt') await records.put({ ...line, chunks });
      else await Promise.all(stored.tables.map((table) => table.clear()));
      await relay.relay.write(
        { shop, kind: must(parseKind('ticket'), 'a kind'), id: must(parseEntityId('t1'), 'an id') },
        '@import' as never,
        (entity) => entity.set('priority', 'high'),
      );
      await vi.waitFor(async () => {
        const quarantined = await stored.table('quarantine').count();
        const wanted = await stored.table('wanted').count();
        expect([await records.count(), quarantined, wanted]).toEqual([1, damage === 'corrupt' ? 1 : 0, 0]);
      }, 5_000);
      stored.close();
      await replica.stop();
      const cut = new Line(relay.WebSocket);
      cut.cut();
      const record = await opened(await device.start({ WebSocket: cut.WebSocket }), name);
      expect(record.entity.get('subject')).toBe('First');
      expect(record.entity.get('priority')).toBe('high');
    },
  );

  it('REPL-29: after fetching one kind it still hears of all of them', async () => {
    const replica = await deviceOf('ana').start();
    await settled(replica);
    await replica.syncNow('client');
    await relayWrites('t1', 'A ticket');
    await vi.waitFor(() => expect(replica.row(name)?.fields['subject']).toBe('A ticket'));
  });

  it('REPL-30: an edit that is written back returns by itself, is told, and later ones go on', async () => {
    const [ana, bo] = [await deviceOf('ana').start(), await deviceOf('bo').start()];
    const [mine, theirs] = [await opened(ana, name), await opened(bo, name)];
    await vi.waitFor(() => expect([mine.live, theirs.live]).toEqual([true, true]));
    mine.entity.set('subject', 'Allowed');
    mine.doc.getArray('registers').push([['type', 'no such type', 1, 'ana']]);
    await settled(ana);
    await vi.waitFor(() => expect(ana.refused()).toMatchObject([{ name, field: 'type', rule: 'schema' }]));
    mine.entity.set('priority', 'high');
    await settled(ana);
    await vi.waitFor(() => expect(theirs.entity.get('priority')).toBe('high'));
    expect(theirs.entity.get('subject')).toBe('Allowed');
    expect(theirs.entity.entries('type')).toEqual([]);
    expect(mine.entity.entries('type')).toEqual([]);
    ana.dismissRefused(must(ana.refused()[0], 'a refusal'));
    expect(ana.refused()).toEqual([]);
  });

  it('REPL-31: people see each other where they are, and nobody when offline', async () => {
    const line = new Line(relay.WebSocket);
    const [ana, bo] = [await deviceOf('ana').start(), await deviceOf('bo', line).start()];
    ana.here({ at: name, field: 'subject', idle: false });
    await vi.waitFor(() =>
      expect(bo.present()).toEqual(
        expect.arrayContaining([expect.objectContaining({ user: 'ana', at: 'ticket/t1', field: 'subject' })]),
      ),
    );
    line.cut();
    await vi.waitFor(() => expect(bo.present()).toEqual([]));
    await vi.waitFor(() => expect(ana.present().map(({ user }) => user)).toEqual(['ana']));
    line.mend();
    await bo.syncNow();
    await vi.waitFor(() => expect(bo.present().map(({ user }) => user)).toContain('ana'));
  });

  it('REPL-32: carets and fields of others are in the awareness of an open record', async () => {
    const [ana, bo] = [await deviceOf('ana').start(), await deviceOf('bo').start()];
    const [mine, theirs] = [await opened(ana, name), await opened(bo, name)];
    mine.awareness.setLocalStateField('field', 'notes');
    await vi.waitFor(() =>
      expect(theirs.awareness.getStates().get(mine.doc.clientID)).toMatchObject({ field: 'notes' }),
    );
    mine.close();
    await vi.waitFor(() => expect(theirs.awareness.getStates().has(mine.doc.clientID)).toBe(false));
  });

  it('PEND-4: what the disk refuses stays pending, and goes up when it works again', async () => {
    const replica = await deviceOf('ana').start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.store.breakDisk(true);
    record.entity.append('messages', { channel: 'note', body: 'While the disk is full' });
    await vi.waitFor(() => expect(record.live).toBe(false));
    expect(replica.status().pending.edits).toBe(1);
    relay.store.breakDisk(false);
    await vi.waitFor(() => expect(replica.status().pending.edits).toBe(0), 8_000);
    const bo = await opened(await deviceOf('bo').start(), name);
    await vi.waitFor(() => expect(bo.entity.ledger('messages')).toHaveLength(1));
  });

  it('PEND-5: a month offline goes up in pieces while the frames stay small (fault 13)', async () => {
    await relay.close();
    relay = await relayScene({ maxFrame: 16 * 1_024 });
    const line = new Line(relay.WebSocket);
    const replica = await deviceOf('ana', line).start();
    const ids = Array.from({ length: 20 }, (_, i) => `t${i}`);
    line.cut();
    for (const id of ids) {
      const record = await opened(replica, named('ticket', id));
      for (let i = 0; i < 250; i++)
        record.entity.text('notes').insert(0, `note ${i} of a month without a line; `);
      if (id !== 't0') record.close();
    }
    expect(replica.status().pending).toMatchObject({ records: 20, edits: 5_000 });
    line.mend();
    await vi.waitFor(() => replica.syncNow(), { timeout: 30_000 });
    await settled(replica);
    const other = await deviceOf('bo').start();
    await settled(other);
    for (const id of ['t0', 't19']) {
      const record = await opened(other, named('ticket', id));
      await vi.waitFor(() => expect(record.entity.text('notes').toJSON()).toContain('note 0 of'));
      expect(record.entity.text('notes').length).toBeGreaterThan(8_000);
    }
  });
});
