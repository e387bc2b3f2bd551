import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LegacyStep } from '../../shared/protocol/legacy.ts';
import { LegacySteps, noLegacy, type LegacyState } from './legacy-steps.ts';
import { named, opened, Scene } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

const ticket = named('ticket', 't1');
let relay: ScriptedRelay;
let scene: Scene;
beforeEach(() => {
  relay = new ScriptedRelay();
  scene = new Scene();
});
afterEach(() => scene.end());

const becomes = (replica: Replica, legacy: LegacyStep | undefined): Promise<void> =>
  vi.waitFor(
    () => expect(replica.recordSync(ticket)).toEqual({ step: 'relay', ...(legacy && { legacy }) }),
    5_000,
  );

test('LEGACY-2: what is here is compared by its digest, and asked for only where that is another', async () => {
  relay.legacy = { kinds: ['ticket'], version: 'v1', records: [{ name: 'ticket/t1', step: 'part' }] };
  const device = scene.device(relay);
  const replica = await device.start();
  await becomes(replica, 'part');
  expect(relay.said('legacy')).toBe(1);
  relay.cut();
  replica.retryAll();
  await vi.waitFor(() => expect(relay.said('hello')).toBe(2), 5_000);
  await becomes(replica, 'part');
  expect(relay.said('legacy')).toBe(1);
  relay.say({
    type: 'legacy',
    kinds: ['ticket'],
    before: 'v1',
    version: '0',
    records: [{ name: 'ticket/t1', step: 'there' }],
  });
  await becomes(replica, 'there');
  // News about something that this device does not have.
  relay.legacy = { kinds: ['ticket'], version: 'v9', records: [{ name: 'ticket/t1', step: 'given-up' }] };
  relay.say({ type: 'legacy', kinds: ['ticket'], before: 'v8', version: 'v9', records: [] });
  await becomes(replica, 'given-up');
  expect(relay.said('legacy')).toBe(2);
  relay.say({ type: 'legacy', kinds: ['ticket'], before: '', version: '', records: [] });
  await becomes(replica, undefined);
});

test('LEGACY-3: it survives a reload without a network, and an edit that waits to be sent comes first', async () => {
  relay.legacy = { kinds: ['ticket'], version: '0', records: [] };
  const device = scene.device(relay);
  const first = await device.start();
  await becomes(first, 'there');
  await first.stop();
  relay.reachable = false;
  const second = await device.start();
  await becomes(second, 'there');
  const record = await opened(second, ticket);
  record.entity.set('subject', 'Cracked');
  await vi.waitFor(() => expect(second.recordSync(ticket)).toEqual({ step: 'device', edits: 1 }), 5_000);
});

test('LEGACY-4: without a bridge there is no third step, nor where there was one once', async () => {
  const device = scene.device(relay);
  const replica = await device.start();
  await becomes(replica, undefined);
  await replica.stop();
  relay.legacy = { kinds: ['ticket'], version: '0', records: [] };
  const bridged = await device.start();
  await becomes(bridged, 'there');
  expect(bridged.recordSync(named('item', 'i1'))).toEqual({ step: 'relay' });
  relay.legacy = undefined;
  relay.cut();
  bridged.retryAll();
  await becomes(bridged, undefined);
  await bridged.stop();
  relay.reachable = false;
  await becomes(await device.start(), undefined);
});

test('LEGACY-2: nothing is stored while nothing changes', () => {
  const kept: LegacyState[] = [];
  const steps = new LegacySteps({ state: noLegacy, ask: () => undefined, keep: (state) => kept.push(state) });
  const nothing = { type: 'legacy', kinds: ['ticket'], version: '0', before: '0', records: [] } as const;
  for (let times = 0; times < 3; times++) {
    steps.connected();
    steps.heard(nothing);
  }
  expect(kept).toEqual([{ kinds: ['ticket'], version: '0', steps: {} }]);
  steps.connected();
  steps.settled();
  steps.connected();
  steps.settled();
  expect(kept).toHaveLength(2);
});
