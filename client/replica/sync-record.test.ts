/** Syncing one record alone, from any tab (row S2). */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atRelay } from './testing/replica-scene.ts';
import { Scene, named, opened } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';

const name = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

describe('one record alone', () => {
  it('SYNC-1: is the same here and at the relay afterwards, and nothing else was fetched for it', async () => {
    const replica = await scene.device(relay).start();
    relay.reachable = false;
    relay.cut();
    const record = await opened(replica, name);
    record.entity.set('subject', 'Mine');
    record.close();
    atRelay(relay, 't1').entity.text('notes').insert(0, 'theirs');
    await setImmediate();
    await expect(replica.syncRecord(name)).rejects.toMatchObject({ problem: { kind: 'offline' } });
    relay.reachable = true;
    const asked = relay.said('catch-up');
    await replica.syncRecord(name);
    expect(atRelay(relay, 't1').entity.get('subject')).toBe('Mine');
    expect(replica.recordSync(name)).toEqual({ step: 'relay' });
    const again = await opened(replica, name);
    expect(again.entity.text('notes').toJSON()).toBe('theirs');
    // The hello of the new connection fetches what moved, as always; the record asks for nothing beside.
    expect(relay.said('catch-up') - asked).toBeLessThanOrEqual(1);
  });

  it('SYNC-1: one that another record waits behind does not wait for it', async () => {
    const replica = await scene.device(relay).start();
    relay.refuseOpen.add('ticket/t2');
    const stuck = await opened(replica, named('ticket', 't2'));
    stuck.entity.set('subject', 'Stuck');
    const record = await opened(replica, name);
    record.entity.set('subject', 'Through');
    await replica.syncRecord(name);
    expect(replica.pendingNames()).toEqual(['ticket/t2']);
    expect(atRelay(relay, 't1').entity.get('subject')).toBe('Through');
  });

  it('SYNC-1: what the relay turns away is said with its code, and a later sync may go through', async () => {
    const replica = await scene.device(relay).start();
    relay.refuseOpen.add('ticket/t1');
    const record = await opened(replica, name);
    record.entity.set('subject', 'Mine');
    await expect(replica.syncRecord(name)).rejects.toMatchObject({ problem: { kind: 'relay', code: 4404 } });
    await vi.waitFor(() =>
      expect(replica.recordSync(name)).toMatchObject({ step: 'device', heldBack: 4404 }),
    );
    relay.refuseOpen.clear();
    await replica.syncRecord(name);
    expect(atRelay(relay, 't1').entity.get('subject')).toBe('Mine');
  });

  it('SYNC-2: progress tells how many records of which kind came', async () => {
    for (const id of ['a', 'b', 'c']) atRelay(relay, id).entity.set('subject', id);
    relay.itemsPerPage = 1;
    const replica = await scene.device(relay).start();
    const told: unknown[] = [];
    replica.subscribeStatus(() => {
      const status = replica.status();
      if (status.state === 'syncing' && status.done > 0) told.push([status.done, status.byKind]);
    });
    await vi.waitFor(() => expect(replica.status().state).toBe('completed'));
    expect(told).toContainEqual([2, { ticket: 2 }]);
  });
});
