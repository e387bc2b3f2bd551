/** Edits on their way to the relay: told as pending, kept, sent again, held back and acknowledged. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
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
    await allSettled(replica);
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
    await allSettled(second);
    expect(atRelay(relay, 't1').entity.get('subject')).toBe('Offline');
    expect(atRelay(relay, 't1').entity.text('notes').toJSON()).toBe('water damage');
  });

  it('PEND-3: an acknowledgement removes exactly what it covers', async () => {
    const replica = await scene.device(relay).start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    record.entity.set('subject', 'One');
    await allSettled(replica);
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
    await allSettled(replica);
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
      await allSettled(replica);
      expect(atRelay(relay, 't1').entity.get('subject')).toBe('Held back');
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
    await allSettled(replica);
  });

  it('PEND-4: an edit that was sent but not acknowledged when the connection broke is sent again and applied once (fault 10)', async () => {
    const replica = await scene.device(relay).start();
    const record = await opened(replica, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    relay.holdAcks = true;
    record.entity.append('messages', { body: 'Ready on Friday', channel: 'note' });
    await vi.waitFor(() => expect(atRelay(relay, 't1').entity.ledger('messages')).toHaveLength(1));
    relay.reachable = false;
    relay.cut();
    relay.holdAcks = false;
    await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
    expect(replica.status().pending.edits).toBe(1);
    relay.reachable = true;
    await replica.syncNow();
    await allSettled(replica);
    expect(atRelay(relay, 't1').entity.ledger('messages')).toHaveLength(1);
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
    await allSettled(replica);
    expect(atRelay(relay, 't1').entity.text('notes').length).toBe(record.entity.text('notes').length);
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
    await allSettled(third);
    expect(atRelay(relay, 't3').entity.get('subject')).toBe('s3');
  });
});
