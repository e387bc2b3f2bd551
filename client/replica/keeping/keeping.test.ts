/** A device that lets go of what need not be on it, over a relay that has all of it. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEntity } from '../../../shared/document/open-entity.ts';
import { must } from '../../../shared/lib/assert.ts';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { randomInt, pick, seededRandom } from '../../../shared/lib/random.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import { systemTime, type Time } from '../../../shared/lib/time.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { type Device, named, opened, Scene, sharedByJournaledTabs } from '../testing/scene.ts';
import { ScriptedRelay } from '../testing/scripted-relay.ts';
import type { OpenRecord, Replica } from '../types.ts';

const day = 24 * 60 * 60 * 1000;
const patient = { timeout: 10_000 };
let relay: ScriptedRelay;
let scene: Scene;
let count = 0;
let prefix: string;
/** What has passed beside the time that the test takes. */
let passed: number;
const time: Time = { now: () => Date.now() + passed, after: (ms, run) => systemTime.after(ms, run) };
beforeEach(() => {
  relay = new ScriptedRelay();
  relay.now = () => time.now();
  scene = new Scene();
  prefix = `keeping-${count++}/`;
  passed = 0;
});
afterEach(() => scene.end());

const device = (): Device =>
  scene.device(relay, {
    ...sharedByJournaledTabs(prefix),
    time,
  });

const ticket = (id: string): EntityName => named('ticket', id);

/** Somebody else writes at the relay. */
function write(id: string, fields: Readonly<Record<string, string>>): void {
  const entity = openEntity({
    doc: relay.room(`ticket/${id}`).doc,
    kind: must(kindNamed('ticket'), 'a declared kind'),
    author: 'olu',
    clock: new StampClock(time),
    random: seededRandom(++count),
  });
  entity.change(() => {
    for (const [field, value] of Object.entries(fields)) entity.set(field, value);
  });
}

const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    patient,
  );

/** Whether all of a record is on the device, as opening it tells where there is no network. */
async function isHere(replica: Replica, name: EntityName): Promise<boolean> {
  const record = await opened(replica, name);
  const here = record.isHere;
  record.close();
  return here;
}

async function offline(replica: Replica): Promise<void> {
  relay.reachable = false;
  relay.cut();
  await vi.waitFor(() => expect(replica.status().state).toBe('offline'), patient);
}

async function online(replica: Replica): Promise<void> {
  relay.reachable = true;
  await replica.syncNow();
  await settled(replica);
}

/** So long that everything has aged. */
const weeks = 60 * day;

describe('what was not opened for a month', () => {
  it('KEEP-2: goes but for its row: lists, counts and search are whole, offline it is told, and opening it online brings it back', async () => {
    write('a', { subject: 'An old ticket', status: 'closed' });
    const replica = await device().start();
    await settled(replica);
    passed = weeks;
    expect(await replica.keeping.usage()).toMatchObject({ wouldDrop: 1, over: 0 });
    expect(await replica.keeping.prune()).toMatchObject({ dropped: 1 });
    const { byKind, total, wouldDrop } = await replica.keeping.usage();
    expect(byKind.get('ticket')).toMatchObject({ records: 1, rowOnly: 1, documents: 0 });
    expect(total).toBe(byKind.get('ticket')?.rows);
    expect(wouldDrop).toBe(0);

    await offline(replica);
    expect(replica.rows({ kind: 'ticket', limit: 9 }).total).toBe(1);
    expect(replica.counts({ kind: 'ticket', field: 'status' }).get('closed')).toBe(1);
    expect(replica.search({ text: 'old', limit: 9 }).groups).toMatchObject([{ total: 1 }]);
    const away = await opened(replica, ticket('a'));
    expect(away.isHere).toBe(false);
    expect(away.entity.get('subject')).toBeNull();
    away.close();
    // Neither opening nor closing it made the row any poorer.
    expect(replica.row(ticket('a'))?.fields['subject']).toBe('An old ticket');

    await online(replica);
    const again = await opened(replica, ticket('a'));
    await vi.waitFor(() => expect(again.isHere).toBe(true), patient);
    expect(again.entity.get('subject')).toBe('An old ticket');
    again.close();
    await offline(replica);
    await vi.waitFor(async () => expect(await isHere(replica, ticket('a'))).toBe(true), patient);
    expect(replica.row(ticket('a'))?.fields['subject']).toBe('An old ticket');
  });

  it('KEEP-4: is asked for without a network and comes with the next connection, over a restart', async () => {
    write('a', { subject: 'Asked for', status: 'closed' });
    const first = await device().start();
    await settled(first);
    passed = weeks;
    await first.keeping.prune();
    await offline(first);
    await first.keeping.ask(ticket('a'));
    await first.stop();
    relay.reachable = true;
    const replica = await device().start();
    await settled(replica);
    await vi.waitFor(async () => {
      expect((await replica.keeping.usage()).byKind.get('ticket')?.rowOnly).toBe(0);
    }, patient);
    await offline(replica);
    expect(await isHere(replica, ticket('a'))).toBe(true);
    expect(replica.row(ticket('a'))?.fields['subject']).toBe('Asked for');
  });

  it('KEEP-5: stays while it is open in any tab, unsent, pinned, or asks a person', async () => {
    for (const id of ['open', 'unsent', 'pinned', 'review', 'gone'])
      write(id, { subject: id, status: 'closed' });
    const shared = device();
    const [replica, other] = [await shared.start(), await shared.start()];
    await settled(replica);
    const conflict = await opened(replica, ticket('review'));
    await vi.waitFor(() => expect(conflict.live).toBe(true), patient);
    await offline(replica);
    conflict.entity.set('status', 'open');
    write('review', { status: 'resolved' });
    conflict.close();
    await online(replica);
    await vi.waitFor(() => expect(replica.row(ticket('review'))?.review).toEqual(['status']), patient);
    await replica.keeping.pin(ticket('pinned'), true);
    await vi.waitFor(() => expect(other.keeping.isPinned(ticket('pinned'))).toBe(true), patient);
    const held = await opened(other, ticket('open'));
    await offline(replica);
    const unsent = await opened(replica, ticket('unsent'));
    unsent.entity.set('subject', 'Written on the train');
    unsent.close();
    await vi.waitFor(() => expect(replica.status().pending).toMatchObject({ edits: 1, unsaved: 0 }), patient);
    passed = weeks;
    await replica.keeping.change({ budget: 5_000_000 });
    expect(await replica.keeping.prune()).toMatchObject({ dropped: 1 });
    for (const id of ['open', 'unsent', 'pinned', 'review', 'gone'])
      expect([id, await isHere(replica, ticket(id))]).toEqual([id, id !== 'gone']);
    held.close();
    // Not pinned any more, it is as the others are.
    await replica.keeping.pin(ticket('pinned'), false);
    expect(replica.keeping.pinned()).toEqual([]);
    passed += weeks;
    await replica.keeping.prune();
    expect(await isHere(replica, ticket('pinned'))).toBe(false);
  });

  it('KEEP-4: pinning what is not here fetches it', async () => {
    write('a', { subject: 'Wanted after all', status: 'closed' });
    const replica = await device().start();
    await settled(replica);
    passed = weeks;
    await replica.keeping.prune();
    await replica.keeping.pin(ticket('a'), true);
    await vi.waitFor(async () => {
      expect((await replica.keeping.usage()).byKind.get('ticket')?.rowOnly).toBe(0);
    }, patient);
    passed += weeks;
    expect(await replica.keeping.prune()).toMatchObject({ dropped: 0 });
  });

  it('KEEP-4: what others change of it shows in lists, and edits that were made in it anyway are not lost', async () => {
    write('a', { subject: 'Before', status: 'closed' });
    const replica = await device().start();
    await settled(replica);
    passed = weeks;
    await replica.keeping.prune();
    write('a', { subject: 'After' });
    await vi.waitFor(() => expect(replica.row(ticket('a'))?.fields['subject']).toBe('After'), patient);
    passed += weeks;
    await replica.keeping.prune();
    await offline(replica);
    const record = await opened(replica, ticket('a'));
    expect(record.isHere).toBe(false);
    record.entity.set('assignedUser', 'ben');
    record.close();
    await vi.waitFor(() => expect(replica.status().pending.unsaved).toBe(0), patient);
    expect(replica.row(ticket('a'))?.fields).toMatchObject({ subject: 'After' });
    await online(replica);
    await vi.waitFor(
      () => expect(relay.room('ticket/a').doc.getArray('registers').toJSON().flat()).toContain('ben'),
      patient,
    );
  });
});

it('KEEP-1: choices are kept for the next start and told to the other tabs, and pictures count', async () => {
  const shared = device();
  const evicted: unknown[] = [];
  const cached = [{ id: 'file1', rendition: 'full' as const, size: 6_000_000, used: 0 }];
  const pictures = Promise.resolve({
    cached: () => Promise.resolve(evicted.length > 0 ? [] : (cached as never)),
    evict: (names: readonly unknown[]) => Promise.resolve(void evicted.push(...names)),
  });
  const [replica, other] = [await shared.start({ pictures }), await shared.start()];
  await replica.keeping.change({ budget: 7_000_000, days: 3_000 });
  await vi.waitFor(() => expect(other.keeping.settings).toMatchObject({ budget: 7_000_000 }), patient);
  await replica.stop();
  const again = await shared.start({ pictures });
  expect(again.keeping.settings).toMatchObject({ budget: 7_000_000, days: 3_000 });
  expect(await again.keeping.usage()).toMatchObject({ pictures: 6_000_000 });
  await again.keeping.change({ budget: 5_000_000 });
  await again.keeping.prune();
  expect(evicted).toEqual([{ id: 'file1', rendition: 'full' }]);
});

const seed = Number(process.env['SOLDER_SEED'] ?? 7);
const steps = Number(process.env['SOLDER_RUNS'] ?? 60);

it(`KEEP-5: whatever is opened, written, pinned and pruned, nothing that must stay goes and nothing is lost (seed ${seed}, ${steps} steps)`, async () => {
  const random = seededRandom(seed);
  const ids = Array.from({ length: 8 }, (_, index) => `t${index}`);
  const statuses = ['open', 'closed'];
  for (const id of ids) write(id, { subject: `Start ${id}`, status: pick(random, statuses) });
  const replica = await device().start();
  await settled(replica);
  /** What was last written of each, here or there; writes of this device only while it has the record. */
  const wrote = new Map(ids.map((id) => [id, `Start ${id}`]));
  const held = new Map<string, OpenRecord>();
  let isOnline = true;
  for (let step = 0; step < steps; step++) {
    const id = pick(random, ids);
    const at = `seed ${seed}, step ${step}, ${id}`;
    const act = randomInt(random, 0, 7);
    if (act === 0 && !held.has(id)) held.set(id, await opened(replica, ticket(id)));
    else if (act === 1) {
      held.get(id)?.close();
      held.delete(id);
    } else if (act === 2) {
      const record = await opened(replica, ticket(id));
      if (isOnline) await vi.waitFor(() => expect(record.isHere, at).toBe(true), patient);
      if (record.isHere) {
        record.entity.set('subject', `Edit ${step}`);
        wrote.set(id, `Edit ${step}`);
      }
      record.close();
      await vi.waitFor(() => expect(replica.status().pending.unsaved, at).toBe(0), patient);
    } else if (act === 3) {
      await replica.keeping.pin(ticket(id), random() < 0.5);
    } else if (act === 4) {
      if (isOnline) await offline(replica);
      else await online(replica);
      isOnline = !isOnline;
    } else {
      passed += randomInt(random, 0, 40) * day;
      const stays = ids.filter(
        (each) =>
          held.has(each) ||
          replica.pendingNames().includes(entityKey(ticket(each))) ||
          replica.keeping.isPinned(ticket(each)),
      );
      const here = new Map<string, boolean>();
      if (!isOnline) for (const each of stays) here.set(each, await isHere(replica, ticket(each)));
      await replica.keeping.prune();
      const usage = await replica.keeping.usage();
      expect(usage.over, at).toBe(0);
      for (const each of stays) {
        if (!isOnline && here.get(each))
          expect([at, each, await isHere(replica, ticket(each))]).toEqual([at, each, true]);
      }
    }
  }
  for (const record of held.values()) record.close();
  if (!isOnline) await online(replica);
  await settled(replica);
  for (const id of ids) {
    const entity = openEntity({
      doc: relay.room(`ticket/${id}`).doc,
      kind: must(kindNamed('ticket'), 'a declared kind'),
      author: 'olu',
      clock: new StampClock(time),
      random,
    });
    expect(entity.get('subject'), `seed ${seed}, ${id}`).toBe(wrote.get(id));
    expect(replica.row(ticket(id))?.fields['subject'], `seed ${seed}, ${id}`).toBe(wrote.get(id));
  }
}, 60_000);
