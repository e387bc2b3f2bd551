/** Random histories of a record of which random rows are lost: everything that was acknowledged comes back, and nothing else. */
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, seededRandom, type Random } from '../../shared/lib/random.ts';
import { scene } from './testing/scene.ts';
import { name, t1 } from './testing/written-by-two.ts';

const runs = Number(process.env['SOLDER_RUNS'] ?? 25);
const firstSeed = Number(process.env['SOLDER_SEED'] ?? 1);
const people = ['ana', 'ben', 'cy'] as const;

async function play(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const { store, connect, settle, entity, time, relay, logged } = await scene({
    compactQuiet: pick(random, [1, 1_000]),
    compactTail: pick(random, [8, 1_000]),
  });
  const docs = new Map<string, Y.Doc>();
  /** Each as far as they were here: some leave early, and come again in the end with what they had then. */
  for (let shift = 0; shift < 3; shift++) {
    const there = people.filter(() => random() < 0.7).map((user) => ({ user, peer: connect(user) }));
    await settle();
    for (const { user, peer } of there) docs.set(user, peer.open(t1, docs.get(user)).doc);
    await settle();
    for (let step = randomInt(random, 1, 8); step > 0 && there.length > 0; step--) {
      const { user, peer } = pick(random, there);
      edit(random, entity(peer, t1, user));
      if (random() < 0.7) await settle();
    }
    await settle();
    for (const { peer } of there) {
      peer.opened(t1).stop();
      peer.socket.cut();
    }
    await settle();
    // Folded now and then, or the next shift finds the room in memory.
    if (random() < 0.5) await time.advance(60_000);
    await settle();
  }
  await time.advance(60_000);
  await settle();
  const before = await store.load(name);
  if (!before || docs.size === 0) return;
  expect(relay.stats().rooms).toBe(0);
  const whole = shownIn(before.updates);
  const rows = [...(before.snapshot > 0 ? [before.snapshot] : []), ...before.marks.map(({ seq }) => seq)];
  const lost = rows.filter(() => random() < 0.4);
  for (const seq of lost) store.lose(name, seq);

  // Somebody hands in more than there was, under the id of somebody else.
  const [first] = docs.values();
  if (first && random() < 0.7) {
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(first));
    fork.clientID = first.clientID;
    fork.getText('text:notes').insert(fork.getText('text:notes').length, 'Z');
    fork.getText('text:notes').insert(0, 'Z');
    const eve = connect('eve');
    await settle();
    eve.open(t1, fork, [1]);
    await settle();
  }
  // Not everybody comes back where one has it all.
  const has = [...docs].find(([, doc]) => isEqual(shownOf(doc), whole));
  const back = [...docs].filter((each) => !has || each[0] === has[0] || random() < 0.4);
  for (const [user, doc] of back.sort(() => random() - 0.5)) {
    const peer = connect(user);
    await settle();
    peer.open(t1, doc);
    await settle();
    expect(peer.opened(t1).closed).toBeUndefined();
    expect(peer.told('refused')).toEqual([]);
  }
  await settle();
  const after = must(await store.load(name), 'the record');
  expect(shownIn(after.updates)).toEqual(whole);
  for (const [, doc] of back) expect(shownOf(doc)).toEqual(whole);
  if (lost.length > 0) {
    expect(logged).toContainEqual({ level: 'error', event: 'document-damaged' });
    expect(after.damage).toEqual([]);
  }
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function edit(random: Random, record: ReturnType<Awaited<ReturnType<typeof scene>>['entity']>): void {
  const notes = record.text('notes');
  const word = pick(random, ['red', 'green', 'blue']);
  pick(random, [
    () => notes.insert(randomInt(random, 0, notes.length), word),
    () => notes.length > 2 && notes.delete(randomInt(random, 0, notes.length - 2), 2),
    () => record.set('subject', word),
    () => record.set('priority', pick(random, ['low', 'high'])),
    () => record.add('tags', word),
    () => record.remove('tags', word),
    () => record.append('messages', { channel: 'note', body: word }),
  ])();
}

function shownIn(updates: readonly Uint8Array[]): unknown {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return shownOf(doc);
}

const shownOf = (doc: Y.Doc): unknown => ({
  registers: doc.getArray('registers').toJSON(),
  notes: doc.getText('text:notes').toJSON(),
  messages: doc.getArray('log:messages').toJSON(),
});

test(
  `ROOM-9: whatever rows are lost, all that anybody still has comes back, and no more (${runs} histories from seed ${firstSeed})`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      await play(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
  },
  60_000 + runs * 500,
);
