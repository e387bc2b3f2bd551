import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Device, named, opened, Scene, sharedByTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { settled } from './testing/settled.ts';
import { Tabs, type TabNews } from './tabs.ts';

const name = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

/** A device whose replicas are tabs: they share a database, locks and a channel. */
const tabsOf = (): Device & { readonly prefix: string } => {
  const prefix = `tabs-${process.pid}-${count++}/`;
  return { ...scene.device(relay, sharedByTabs(prefix)), prefix };
};

describe('two tabs', () => {
  it('LEAD-1: one leads, and when it goes the other does', async () => {
    const device = tabsOf();
    const [first, second] = [await device.start(), await device.start()];
    expect([first.status().leader, second.status().leader]).toEqual([true, false]);
    await settled(first);
    expect(relay.said('hello')).toBe(2);
    await first.stop();
    await vi.waitFor(() => expect(second.status().leader).toBe(true));
    relay.room('ticket/t9').doc.getText('text:notes').insert(0, 'later');
    await vi.waitFor(() => expect(second.rows({ kind: 'ticket', limit: 9 }).total).toBe(1));
  });

  it('LEAD-2: a tab whose lock was stolen steps down, and leads again when it is free (fault 7)', async () => {
    const device = tabsOf();
    const tab = await device.start();
    await settled(tab);
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const stolen = navigator.locks.request(
      `${device.prefix}solder/demo/ana/leader`,
      { steal: true },
      () => held,
    );
    await vi.waitFor(() => expect(tab.status().leader).toBe(false));
    relay.room('ticket/t9').doc.getText('text:notes').insert(0, 'meanwhile');
    letGo();
    await stolen;
    await vi.waitFor(() => expect(tab.status().leader).toBe(true));
    await vi.waitFor(() => expect(tab.rows({ kind: 'ticket', limit: 9 }).total).toBe(1));
  });

  it('LEAD-3: rows and counts are the same in both', async () => {
    const device = tabsOf();
    const [first, second] = [await device.start(), await device.start()];
    await settled(first);
    relay.holdAcks = true;
    const record = await opened(second, name);
    await vi.waitFor(() => expect(record.live).toBe(true));
    record.entity.set('subject', 'From the second tab');
    await vi.waitFor(() => expect(first.status().pending).toEqual({ records: 1, edits: 1, unsaved: 0 }));
    await vi.waitFor(() => expect(first.row(name)?.fields['subject']).toBe('From the second tab'));
    relay.releaseAcks();
    await settled(second);
    await settled(first);
    expect(second.status().lastSync).not.toBeNull();
  });

  it('LEAD-4: both edit one record, close it and fold it, and nothing is lost (fault 7)', async () => {
    const device = tabsOf();
    const [first, second] = [await device.start(), await device.start()];
    const [one, two] = [await opened(first, name), await opened(second, name)];
    await vi.waitFor(() => expect([one.live, two.live]).toEqual([true, true]));
    for (let i = 0; i < 10; i++) {
      one.entity.append('messages', { channel: 'note', body: `one ${i}` });
      two.entity.append('messages', { channel: 'note', body: `two ${i}` });
    }
    one.close();
    two.close();
    await Promise.all([settled(first), settled(second)]);
    await Promise.all([first.stop(), second.stop()]);
    relay.reachable = false;
    const later = await device.start();
    expect((await opened(later, name)).entity.ledger('messages')).toHaveLength(20);
  });

  it('LEAD-5: the leader sends what a tab left behind, even of a record that it has open itself', async () => {
    const device = tabsOf();
    const dead = new ScriptedRelay();
    dead.reachable = false;
    const first = await device.start();
    const mine = await opened(first, name);
    await vi.waitFor(() => expect(mine.live).toBe(true));
    const second = await device.start({ WebSocket: dead.WebSocket });
    const theirs = await opened(second, name);
    theirs.entity.set('subject', 'Left behind');
    await vi.waitFor(() => expect(first.status().pending).toMatchObject({ edits: 1 }));
    await vi.waitFor(() => expect(mine.entity.get('subject')).toBe('Left behind'), 8_000);
    await settled(first);
    await vi.waitFor(() => expect(second.status().pending.edits).toBe(0));
    const open = relay.seen.map(({ message }) => message).filter((message) => message.type === 'open');
    expect(open.at(-1)?.own).toContain(theirs.doc.clientID);
  });

  it('PEND-10: tabs without a database keep their edits apart, and one that is settled takes no other with it', async () => {
    const dead = new ScriptedRelay();
    dead.reachable = false;
    const device = tabsOf();
    const first = await device.start({ IDBKeyRange: undefined as never });
    await settled(first);
    const second = await device.start({ IDBKeyRange: undefined as never, WebSocket: dead.WebSocket });
    relay.holdAcks = true;
    const one = await opened(first, name);
    await vi.waitFor(() => expect(one.live).toBe(true));
    const two = await opened(second, named('ticket', 't2'));
    two.entity.set('subject', 'Second');
    one.entity.set('subject', 'First');
    for (const tab of [first, second])
      await vi.waitFor(() => expect(tab.status().pending).toEqual({ records: 2, edits: 2, unsaved: 2 }));
    relay.releaseAcks();
    await vi.waitFor(() => expect(second.pendingNames()).toEqual(['ticket/t2']));
    expect(second.status().pending).toEqual({ records: 1, edits: 1, unsaved: 1 });
    expect(relay.rooms.has('ticket/t2')).toBe(false);
    await settled(first);
    expect(relay.room('ticket/t2').doc.store.clients.size).toBe(1);
    await vi.waitFor(() => expect(second.status().pending.edits).toBe(0));
  });

  it('LEAD-6: a tab that does not lead can ask for a sync', async () => {
    const device = tabsOf();
    const [first, second] = [await device.start(), await device.start()];
    await settled(first);
    const pages = relay.said('catch-up');
    await second.syncNow('ticket');
    expect(relay.said('catch-up')).toBeGreaterThan(pages);
    await vi.waitFor(() =>
      expect(second.status().lastSyncByKind.get('ticket')).toBe(first.status().lastSyncByKind.get('ticket')),
    );
  });
});

it('DEVICE-5: what a tab counted is heard by the others', async () => {
  const heard: TabNews[] = [];
  const name = `counted-${process.pid}`;
  const options = sharedByTabs('counted/');
  const [one, other] = [
    new Tabs(options, name, () => undefined),
    new Tabs(options, name, (news) => heard.push(news)),
  ];
  const counts = { synced: 1, failed: 0, took: 5, bytesUp: 90, bytesDown: 12, settled: 0 };
  one.tell({ type: 'counted', counts });
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'counted', counts }]));
  one.close();
  other.close();
});
