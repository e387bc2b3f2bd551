/** Random histories of a record that comes back from a backup of some moment: all that was acknowledged since comes back from devices. */
import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openEntity } from '../../shared/document/open-entity.ts';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { StoredDocument } from '../store/store.ts';
import { editAtRandom, shownOf } from './testing/random-edits.ts';
import { scene, sceneWith } from './testing/scene.ts';
import { name, t1 } from './testing/written-by-two.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 25);
const firstSeed = Number(process.env['SOLDER_SEED'] ?? 1);
const people = ['ana', 'ben', 'cy'] as const;

async function play(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const before = await scene();
  const docs = new Map<string, Y.Doc>();
  for (let shift = 0; shift < 3; shift++) {
    const there = people.filter(() => random() < 0.7).map((user) => ({ user, peer: before.connect(user) }));
    await before.settle();
    for (const { user, peer } of there) docs.set(user, peer.open(t1, docs.get(user)).doc);
    await before.settle();
    for (let step = randomInt(random, 1, 12); step > 0 && there.length > 0; step--) {
      const { user, peer } = pick(random, there);
      editAtRandom(random, before.entity(peer, t1, user));
      if (random() < 0.7) await before.settle();
    }
    await before.settle();
    for (const { peer } of there) {
      peer.opened(t1).stop();
      peer.socket.cut();
    }
    await before.settle();
  }
  const written = await before.store.load(name);
  if (!written || docs.size === 0) return;
  const store = new MemoryStore('restored', before.time.now() + 60_000);
  const { connect, settle, stored } = await sceneWith({ store, seed: seed + 1_000 });
  await copyOf(written, randomInt(random, 0, written.updates.length), store);

  // Not everybody comes back, and some wrote on meanwhile.
  const whole = new Y.Doc();
  for (const update of written.updates) Y.applyUpdate(whole, update);
  const isWhole = (doc: Y.Doc): boolean =>
    isDeepStrictEqual([Y.encodeStateVector(doc), shownOf(doc)], [Y.encodeStateVector(whole), shownOf(whole)]);
  const has = [...docs].find(([, doc]) => isWhole(doc));
  const back = [...docs].filter((each) => !has || each[0] === has[0] || random() < 0.4);
  for (const [user, doc] of back) {
    if (random() < 0.5) {
      const clock = new StampClock(before.time);
      const kind = must(kindNamed('ticket'), 'a kind');
      editAtRandom(random, openEntity({ doc, kind, author: user, clock, random }));
    }
  }
  const expected = new Y.Doc();
  for (const doc of [whole, ...back.map(([, each]) => each)]) {
    Y.applyUpdate(expected, Y.encodeStateAsUpdate(doc));
  }
  const peers = [];
  for (const [user, doc] of back.sort(() => random() - 0.5)) {
    const peer = connect(user);
    peers.push(peer);
    await settle();
    peer.open(t1, doc);
    if (random() < 0.7) await settle();
  }
  await settle();
  for (const peer of peers) {
    const { closed, acked, sent } = peer.opened(t1);
    expect(closed).toBeUndefined();
    expect(peer.told('refused')).toEqual([]);
    expect(acked).toBe(sent);
    expect(shownOf(peer.opened(t1).doc)).toEqual(shownOf(expected));
  }
  expect(shownOf(await stored(t1))).toEqual(shownOf(expected));
  const loaded = must(await store.load(name), 'the record');
  const doc = new Y.Doc();
  for (const update of loaded.updates) Y.applyUpdate(doc, update);
  expect(doc.store).toMatchObject({ pendingStructs: null, pendingDs: null });
}

/** Puts the first entries of a record into another store, as a backup of that moment has them. */
async function copyOf({ updates, marks, claims }: StoredDocument, count: number, store: MemoryStore) {
  const doc = new Y.Doc();
  for (const [at, update] of updates.slice(0, count).entries()) {
    Y.applyUpdate(doc, update);
    const known = Y.decodeStateVector(Y.encodeStateVector(doc));
    const { author, at: when, through } = must(marks[at], 'an entry');
    await store.append([
      {
        name,
        update,
        author,
        at: when,
        through,
        claims: claims.filter(({ client }) => known.has(client)),
        reached: [...known].map(([client, clock]) => ({ client, clock })),
      },
    ]);
  }
}

test(
  `RESTORE-4: whatever moment the backup is of, all that anybody still has comes back, once (${runs} histories from seed ${firstSeed})`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      await play(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
  },
  60_000 + runs * 500,
);
