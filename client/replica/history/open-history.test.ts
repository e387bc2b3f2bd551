import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { named, opened, Scene, sharedByTabs } from '../testing/scene.ts';
import { ScriptedRelay } from '../testing/scripted-relay.ts';

const ticket = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

it('UNDO-1: what this device, another tab or the relay brings is no step; what is undone goes up', async () => {
  const device = scene.device(relay, sharedByTabs(`history-${process.pid}/`));
  const theirs = relay.room('ticket/t1').doc.getText('text:notes');
  theirs.insert(0, 'Theirs. ');
  const [first, second] = [await device.start(), await device.start()];
  const [one, two] = [await opened(first, ticket), await opened(second, ticket)];
  await vi.waitFor(() => expect([one.live, two.live]).toEqual([true, true]));
  const text = one.entity.text('notes');
  let told = 0;
  one.subscribe(() => told++);
  theirs.insert(0, 'More. ');
  await vi.waitFor(() => expect(two.entity.text('notes').toJSON()).toBe('More. Theirs. '));
  two.entity.text('notes').insert(0, 'Tab. ');
  await vi.waitFor(() => expect(text.toJSON()).toBe('Tab. More. Theirs. '));
  expect([one.history.canUndo, one.history.undo()]).toEqual([false, { type: 'nothing' }]);
  text.insert(text.length, 'Mine.');
  one.entity.set('subject', 'Mine');
  await vi.waitFor(() => expect(first.status().pending.edits).toBe(0));
  one.history.undo();
  const before = told;
  one.history.undo();
  expect(told).toBeGreaterThan(before);
  await vi.waitFor(() => {
    expect(first.status().pending.edits).toBe(0);
    expect(theirs.toJSON()).toBe('Tab. More. Theirs. ');
    expect(two.entity.get('subject')).toBeNull();
  });
  expect([one.history.canUndo, one.history.canRedo]).toEqual([false, true]);
  one.close();
  await vi.waitFor(() => expect(first.row(ticket)?.fields['notes']).toBe('Tab. More. Theirs. '));
});

it('UNDO-1: a record that begins anew has no steps', async () => {
  relay.reachable = false;
  const replica = await scene.device(relay).start();
  const record = await opened(replica, ticket);
  record.entity.set('subject', 'Taken back');
  expect(record.history.canUndo).toBe(true);
  await replica.cancel(ticket);
  await record.loaded;
  expect(record.history.undo()).toEqual({ type: 'nothing' });
});
