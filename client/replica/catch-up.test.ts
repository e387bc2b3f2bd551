/** Pages on their way: what is asked for while others are made ready and stored, and what becomes of it when one of them is no good. */
import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { encodePageBody } from '../../shared/protocol/page-body.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { CatchUp } from './catch-up.ts';
import { StorageHealth } from './storage-health.ts';
import { Scene } from './testing/scene.ts';
import { ScriptedRelay } from './testing/scripted-relay.ts';
import type { Replica } from './types.ts';

const nothing = (): Promise<void> => Promise.resolve();
const total = (replica: Replica): number => replica.rows({ kind: 'ticket', limit: 1 }).total;

describe('pages that are asked for while others are stored', () => {
  let relay: ScriptedRelay;
  let scene: Scene;
  beforeEach(() => {
    relay = new ScriptedRelay();
    relay.itemsPerPage = 2;
    scene = new Scene();
    for (let i = 0; i < 20; i++) {
      const { doc } = relay.room(`ticket/t${i}`);
      const kind = must(kindNamed('ticket'), 'a known kind');
      const clock = new StampClock(systemTime);
      openEntity({ doc, kind, author: 'bob', clock, random: seededRandom(i) }).set('subject', `Subject ${i}`);
    }
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await scene.end();
  });

  it('REPL-5: nothing is missing where a page came behind one that could not be read', async () => {
    relay.spoilPages = 1;
    const device = scene.device(relay);
    const replica = await device.start();
    await vi.waitFor(() => expect(replica.status()).toMatchObject({ state: 'completed' }), 5_000);
    expect(total(replica)).toBe(20);
    expect(relay.mostPagesAtOnce).toBe(1);
    await replica.stop();
    relay.reachable = false;
    const again = await device.start();
    await vi.waitFor(() => expect(again.rowsLoaded).toBe(true));
    expect(total(again)).toBe(20);
  });

  it('REPL-40: three pages are in memory at most, and the next one is asked for when one of them is stored', async () => {
    relay.reachable = false;
    const replica = await scene.device(relay).start();
    await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    relay.reachable = true;
    const synced = replica.syncNow();
    await vi.waitFor(() => expect(replica.status().storage).toEqual({ kind: 'full' }));
    // The first one comes with the hello.
    await vi.waitFor(() => expect(relay.said('catch-up')).toBe(2));
    await vi.waitFor(() => expect(full.mock.calls.length).toBeGreaterThan(2), 10_000);
    expect(relay.said('catch-up')).toBe(2);
    full.mockRestore();
    await synced;
    expect(total(replica)).toBe(20);
    expect(relay.said('catch-up')).toBeGreaterThanOrEqual(9);
  });
});

it('PLACE-2: a page that came before a record left is stored before it is let go of, however long it is made ready', async () => {
  const time = new ManualTime();
  const done: string[] = [];
  const { promise: made, resolve: make } = Promise.withResolvers<void>();
  const catchUp = new CatchUp(
    {
      time,
      giveTurn: nothing,
      random: seededRandom(1),
      health: new StorageHealth(true),
      send: () => true,
      takePage: async () => {
        await made;
        return async () => void done.push('stored');
      },
      erase: async () => void done.push('erased'),
      leave: async () => void done.push('left'),
      withhold: nothing,
      now: () => time.now(),
      kinds: () => [],
      beginAgain: nothing,
      completed: () => void done.push('completed'),
    },
    { epoch: 'one', cursor: 2, withheld: [] },
  );
  const item = { kind: 'ticket', id: 't1', seq: 4, whole: true, damaged: false, chunks: [], row: null };
  catchUp.connected('one', 'schema', true);
  const page = { type: 'page', epoch: 'one', cursor: 4, more: false, remaining: 1, count: 1 } as const;
  catchUp.page({ ...page, body: encodePageBody([item]) });
  catchUp.left(['ticket/t1' as EntityKey]);
  catchUp.erased({ names: ['ticket/t2' as EntityKey], files: [] });
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual([]);
  make();
  await vi.waitFor(() => expect(done).toEqual(['stored', 'completed', 'left', 'erased']));
});
