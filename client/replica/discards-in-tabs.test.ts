import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notes, offlineWithTicket, saved, subject, textAt, ticket } from './testing/discards-scene.ts';
import { type Device, opened, Scene, sharedByTabs } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import { settled } from './testing/settled.ts';

let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

const tabsOf = (more = {}): Device => {
  return scene.device(relay, { ...sharedByTabs(`discards-${process.pid}-${count++}/`), ...more });
};

describe('taking edits back in one of two tabs', () => {
  it('QUEUE-6: the other follows, and neither brings the edits back', async () => {
    const { device, replica: first, record: one } = await offlineWithTicket(relay, tabsOf());
    const second = await device.start();
    const two = await opened(second, ticket);
    one.entity.text('notes').insert(0, 'First tab. ');
    two.entity.set('subject', 'Second tab');
    await vi.waitFor(() => expect(notes(two)).toBe('First tab. Theirs. '));
    await Promise.all([saved(first), saved(second)]);
    await vi.waitFor(() => expect(second.status().pending.edits).toBe(2));
    await vi.waitFor(() => expect(first.status().pending.edits).toBe(2));
    expect(await first.cancel(ticket)).toEqual({ takenBack: 2, sent: 0 });
    for (const [tab, record] of [
      [first, one],
      [second, two],
    ] as const) {
      await vi.waitFor(() => {
        expect(tab.status().pending.edits).toBe(0);
        expect([notes(record), record.entity.get('subject')]).toEqual(['Theirs. ', 'As it was']);
        expect(subject(tab)).toBe('As it was');
      });
    }
    two.entity.text('notes').insert(0, 'Anew. ');
    await vi.waitFor(() => expect(notes(one)).toBe('Anew. Theirs. '));
    relay.reachable = true;
    await first.syncNow();
    await second.syncNow();
    await settled(first);
    await settled(second);
    expect(textAt(relay)).toBe('Anew. Theirs. ');
  });

  it('QUEUE-6: what the other tab writes on top at that moment goes with them, and nothing waits for ever', async () => {
    const { device, replica: first, record: one } = await offlineWithTicket(relay, tabsOf());
    const second = await device.start();
    const two = await opened(second, ticket);
    one.entity.text('notes').insert(0, 'First tab. ');
    await vi.waitFor(() => expect(notes(two)).toBe('First tab. Theirs. '));
    await saved(first);
    const cancelling = first.cancel(ticket);
    // Not heard of it yet.
    two.entity.text('notes').insert(5, ' own');
    await cancelling;
    await vi.waitFor(() => {
      expect(first.status().pending.edits).toBe(0);
      expect(second.status().pending.edits).toBe(0);
      expect([notes(one), notes(two)]).toEqual(['Theirs. ', 'Theirs. ']);
    });
    relay.reachable = true;
    await first.syncNow();
    await settled(first);
    expect(textAt(relay)).toBe('Theirs. ');
  });

  it('QUEUE-6: tabs without a database follow, too', async () => {
    const {
      device,
      replica: first,
      record: one,
    } = await offlineWithTicket(relay, tabsOf({ IDBKeyRange: undefined as never }));
    const second = await device.start();
    const two = await opened(second, ticket);
    await vi.waitFor(() => expect(notes(two)).toBe('Theirs. '));
    two.entity.text('notes').insert(0, 'Second tab. ');
    await vi.waitFor(() => expect(first.status().pending.edits).toBe(1));
    await vi.waitFor(() => expect(notes(one)).toBe('Second tab. Theirs. '));
    expect(await first.cancel(ticket)).toEqual({ takenBack: 1, sent: 0 });
    await vi.waitFor(() => expect(second.status().pending.edits).toBe(0));
    await vi.waitFor(() => expect(notes(one)).toBe('Theirs. '));
    relay.reachable = true;
    await first.syncNow();
    await settled(first);
    await settled(second);
    expect(textAt(relay)).toBe('Theirs. ');
  });
});
