import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { named, opened, Scene, sharedByTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { settled } from './testing/settled.ts';
import type { QueuedRecord, Replica } from './types.ts';

const ticket = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

/** Writes into a record and gives it back. */
async function writeInto(replica: Replica, name: EntityName, field: string, value: string): Promise<void> {
  const record = await opened(replica, name);
  record.entity.set(field, value);
  record.close();
}

const queued = (replica: Replica, { id }: EntityName): QueuedRecord =>
  must(
    replica.queue().find(({ name }) => name.id === id),
    'it is in the queue',
  );

describe('the queue of outgoing work', () => {
  it('QUEUE-1: a record is pending, then sending, then done', async () => {
    relay.reachable = false;
    const replica = await scene.device(relay).start();
    const record = await opened(replica, ticket);
    record.entity.set('subject', 'Offline');
    record.entity.set('assignedUser', 'ben');
    const before = queued(replica, ticket);
    expect(before).toMatchObject({ edits: 2, priority: 'high', state: { step: 'pending' } });
    expect(before.bytes).toBeGreaterThan(20);
    expect(Math.abs(before.since - replica.now())).toBeLessThan(5_000);
    relay.reachable = true;
    relay.holdAcks = true;
    const syncing = replica.syncNow();
    await vi.waitFor(() => expect(queued(replica, ticket).state).toEqual({ step: 'sending' }));
    relay.releaseAcks();
    await syncing;
    const after = queued(replica, ticket);
    expect(after).toMatchObject({ name: ticket, edits: 2, state: { step: 'done' } });
    expect(replica.queue()).toHaveLength(1);
  });

  it('QUEUE-3: what is urgent goes first, and of equals the oldest; at most four at once', async () => {
    const device = scene.device(relay);
    relay.reachable = false;
    const first = await device.start();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await writeInto(first, named('ticket', id), 'subject', id);
    await writeInto(first, named('device', 'grave'), 'status', 'device_received');
    await vi.waitFor(() => expect(first.status().pending.unsaved).toBe(0));
    await first.stop();
    relay.reachable = true;
    relay.holdAcks = true;
    const second = await device.start();
    const order = second.queue().map(({ name }) => name.id);
    expect(order).toEqual(['grave', 'a', 'b', 'c', 'd', 'e']);
    await vi.waitFor(() => expect(relay.said('open')).toBe(4));
    const asked = relay.seen.flatMap(({ message }) => (message.type === 'open' ? message.name : []));
    expect(asked).toEqual(['device/grave', 'ticket/a', 'ticket/b', 'ticket/c']);
    const steps = second.queue().map(({ state }) => state.step);
    expect(steps).toEqual(['sending', 'sending', 'sending', 'sending', 'pending', 'pending']);
    relay.releaseAcks();
    await settled(second);
  });

  it('QUEUE-4: tries end after a while; the others went through, and a person can ask for another try (row S18)', async () => {
    relay.reachable = false;
    const device = scene.device(relay, { random: () => 0.0001 });
    const first = await device.start();
    await writeInto(first, ticket, 'subject', 'Turned away');
    await writeInto(first, named('ticket', 't2'), 'subject', 'Taken');
    await vi.waitFor(() => expect(first.status().pending.unsaved).toBe(0));
    await first.stop();
    relay.reachable = true;
    relay.refusal = 4404;
    relay.refuseOpen.add('ticket/t1');
    const second = await device.start();
    await vi.waitFor(() =>
      expect(queued(second, ticket).state).toEqual({
        step: 'held-back',
        code: 4404,
        tries: 8,
        nextTryAt: null,
      }),
    );
    await vi.waitFor(() => expect(queued(second, named('ticket', 't2')).state.step).toBe('done'));
    const opens = relay.said('open');
    relay.refuseOpen.clear();
    second.retry(ticket);
    await settled(second);
    expect(relay.said('open')).toBeGreaterThan(opens);
    expect(queued(second, ticket).state.step).toBe('done');
  });

  it('QUEUE-4: what had failed is tried again on the next connection', async () => {
    const replica = await scene.device(relay).start({ random: () => 0.0001 });
    relay.refuseOpen.add('ticket/t1');
    const record = await opened(replica, ticket);
    record.entity.set('subject', 'Turned away');
    await vi.waitFor(() =>
      expect(queued(replica, ticket).state).toMatchObject({ nextTryAt: null, tries: 8 }),
    );
    relay.refuseOpen.clear();
    relay.cut();
    await settled(replica);
  });

  it('QUEUE-4: an edit that is too large waits for no try, and is told once', async () => {
    relay.maxFrame = 2_000;
    relay.reachable = false;
    const device = scene.device(relay);
    const replica = await device.start();
    const record = await opened(replica, ticket);
    record.entity.text('notes').insert(0, 'x'.repeat(5_000));
    relay.reachable = true;
    void replica.syncNow().catch(() => undefined);
    const isTooLarge = (at: Replica): Promise<void> =>
      vi.waitFor(() =>
        expect(queued(at, ticket).state).toMatchObject({
          step: 'failed',
          reason: { kind: 'too-large' },
          nextTryAt: null,
        }),
      );
    await isTooLarge(replica);
    const opens = relay.said('open');
    relay.cut();
    await vi.waitFor(() => expect(relay.said('open')).toBeGreaterThan(opens), 8_000);
    await isTooLarge(replica);
    record.close();
    await replica.stop();
    const second = await device.start();
    await isTooLarge(second);
    const before = relay.said('open');
    second.retryAll();
    await vi.waitFor(() => expect(relay.said('open')).toBeGreaterThan(before));
    await isTooLarge(second);
    expect(second.refused()).toHaveLength(1);
    expect(replica.refused()).toHaveLength(1);
  });

  it('QUEUE-5: every tab shows the same queue, and any of them can ask for another try', async () => {
    const device = scene.device(relay, { ...sharedByTabs(`queue-${process.pid}/`), random: () => 0.0001 });
    relay.reachable = false;
    const before = await device.start();
    await writeInto(before, ticket, 'subject', 'Turned away');
    await vi.waitFor(() => expect(before.status().pending.unsaved).toBe(0));
    await before.stop();
    relay.reachable = true;
    relay.refuseOpen.add('ticket/t1');
    const [first, second] = [await device.start(), await device.start()];
    for (const tab of [first, second]) {
      await vi.waitFor(() =>
        expect(queued(tab, ticket).state).toMatchObject({ step: 'held-back', tries: 8, nextTryAt: null }),
      );
      expect(tab.status()).toMatchObject({ state: 'idle', heldBack: 1 });
      expect(tab.recordSync(ticket)).toMatchObject({ heldBack: 4404 });
    }
    relay.refuseOpen.clear();
    second.retryAll();
    await settled(first);
    await vi.waitFor(() => expect(queued(second, ticket).state.step).toBe('done'));
  });
});
