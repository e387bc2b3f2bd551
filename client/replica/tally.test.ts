import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { openEntity } from '../../shared/document/open-entity.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { device } from '../../shared/schema/device.ts';
import { MemoryVault } from './memory-vault.ts';
import { StorageHealth } from './storage-health.ts';
import { Tally, type Counts } from './tally.ts';

function scene(vault = new MemoryVault()) {
  const time = new ManualTime();
  const told: Counts[] = [];
  const state = { leads: true };
  const tally = new Tally({
    vault,
    health: new StorageHealth(true),
    time,
    now: () => time.now(),
    leads: () => state.leads,
    tell: (counts) => told.push(counts),
  });
  return { time, told, state, tally, vault };
}

it('DEVICE-5: counts add up over restarts, since when they began', async () => {
  const first = scene();
  const began = first.time.now();
  first.tally.add({ synced: 3, took: 90 });
  first.tally.add({ bytesUp: 10, bytesDown: 20, failed: 1 });
  expect(await first.tally.read()).toMatchObject({ since: began, synced: 3, failed: 1 });
  await first.time.advance(61_000);
  first.tally.add({ settled: 1 });
  await first.tally.flush();
  const next = scene(first.vault);
  next.tally.add({ synced: 1 });
  expect(await next.tally.read()).toEqual({
    since: began,
    synced: 4,
    failed: 1,
    took: 90,
    bytesUp: 10,
    bytesDown: 20,
    settled: 1,
  });
});

it('DEVICE-5: a tab that does not lead tells the one that does, and stores nothing', async () => {
  const { tally, told, state, vault, time } = scene();
  state.leads = false;
  tally.add({ bytesUp: 5 });
  tally.add({ bytesUp: 6, failed: 1 });
  await time.advance(61_000);
  expect(told).toEqual([expect.objectContaining({ bytesUp: 11, failed: 1 })]);
  await time.advance(60_000);
  expect(told).toHaveLength(1);
  expect((await vault.meta()).tally).toBeNull();
});

const write = (author: string, seed: number) => {
  const doc = new Y.Doc();
  let settled = 0;
  const entity = openEntity({
    doc,
    kind: device,
    author,
    clock: new StampClock(new ManualTime()),
    random: seededRandom(seed),
    settled: () => settled++,
  });
  return { doc, entity, settled: () => settled };
};

it('DEVICE-5: a question that is settled here counts, and an ordinary write does not', () => {
  const [ana, ben] = [write('ana', 1), write('ben', 2)];
  ana.entity.set('price', 100);
  ben.entity.set('price', 200);
  Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(ben.doc));
  expect(ana.entity.entries('price')).toHaveLength(2);
  ana.entity.set('brand', 'Nokia');
  expect(ana.settled()).toBe(0);
  ana.entity.set('price', 200);
  expect(ana.settled()).toBe(1);
  ana.entity.set('price', 300);
  expect(ana.settled()).toBe(1);
});

it('DEVICE-5: a record that is counted along shows what becomes of it, as any does', () => {
  const { entity } = write('ana', 9);
  entity.delete();
  expect(entity.deleted).toBe(true);
  entity.restore();
  expect(entity.deleted).toBe(false);
});

it('DEVICE-5: what a closing socket still brings to one that was stopped is not waited for', async () => {
  const { tally, vault, time } = scene();
  tally.add({ bytesDown: 5 });
  await tally.stop();
  tally.add({ bytesDown: 6 });
  expect(time.waiting).toBe(0);
  expect((await vault.meta()).tally).toMatchObject({ bytesDown: 5 });
});
