import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/assert.ts';
import { pick, randomInt, seededRandom, type Random } from '../lib/random.ts';
import { runs } from './scene.ts';
import { visibleItems } from './visible-items.ts';
import { itemsOf } from './yjs-inside.ts';

const listOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray('list');

const walked = (list: Y.Array<unknown>): readonly Y.Item[] =>
  [...itemsOf(list)].filter((item) => !item.deleted && item.countable);

function newDoc(client: number, gc: boolean): Y.Doc {
  const doc = new Y.Doc({ guid: 'x', gc });
  doc.clientID = client;
  return doc;
}

const meet = (doc: Y.Doc, other: Y.Doc): void =>
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)));

/** As a field that is written again and again: one element comes, and the one before goes. */
function rewrite(list: Y.Array<unknown>, random: Random): void {
  if (list.length > 0) list.delete(randomInt(random, 0, list.length - 1), 1);
  list.push([random()]);
}

const acts: readonly ((list: Y.Array<unknown>, random: Random) => void)[] = [
  rewrite,
  rewrite,
  rewrite,
  (list, random) => list.push(Array.from({ length: randomInt(random, 1, 4) }, () => random())),
  (list, random) => list.insert(randomInt(random, 0, list.length), [random(), random()]),
  (list, random) => {
    if (list.length < 6) return;
    const at = randomInt(random, 0, list.length - 3);
    list.delete(at, randomInt(random, 1, 3));
  },
  (list) => list.delete(0, Math.max(0, list.length - 5)),
];

/** Three write the same list, meet now and then, and read at random, in the middle of a change as well. */
function play(seed: number): number {
  const random = seededRandom(seed);
  const docs = [1, 2, 3].map((client) => newDoc(client, random() < 0.5));
  let compared = 0;
  const compare = (list: Y.Array<unknown>): void => {
    const items = visibleItems(list);
    expect(items.length, `seed ${seed}`).toBe(walked(list).length);
    for (const [at, item] of walked(list).entries()) expect(items[at] === item, `seed ${seed}`).toBe(true);
    compared++;
  };
  // By turns, so that what was deleted stays in pieces: what one of them wrote in a row becomes one.
  for (let warm = 0; warm < 300; warm++) {
    const doc = must(docs[warm % 3], 'a document');
    for (const other of docs) if (other !== doc) meet(doc, other);
    rewrite(listOf(doc), random);
  }
  for (let step = 0; step < 120; step++) {
    const doc = pick(random, docs);
    const list = listOf(doc);
    const other = pick(random, docs);
    if (random() < 0.2) meet(doc, other);
    else if (random() < 0.3)
      doc.transact(() => {
        for (let more = randomInt(random, 1, 4); more > 0; more--) {
          pick(random, acts)(list, random);
          if (random() < 0.5) compare(list);
        }
      });
    else pick(random, acts)(list, random);
    if (random() < 0.6) compare(list);
  }
  for (const doc of docs) {
    for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    compare(listOf(doc));
  }
  return compared;
}

describe('MERGE-14: what a record shows is read without what was ever deleted', () => {
  const seeds = runs(60);
  test(`MERGE-14: ${seeds} random lists read as a walk over all of them reads`, () => {
    let compared = 0;
    for (let seed = 1; seed <= seeds; seed++) compared += play(seed);
    expect(compared).toBeGreaterThan(seeds * 50);
  });

  test('MERGE-14: a read after a write looks at what is shown and what came, however often a field was written', () => {
    const docs = [newDoc(1, true), newDoc(2, true)];
    const [first, second] = docs.map(listOf);
    const [one, two] = [must(first, 'a list'), must(second, 'a list')];
    one.push(['stays']);
    for (let edit = 0; edit < 1_500; edit++) {
      const [from, to] = edit % 2 === 0 ? [one, two] : [two, one];
      if (from.length > 1) from.delete(1, 1);
      from.push([edit]);
      Y.applyUpdate(must(to.doc, 'a document'), Y.encodeStateAsUpdate(must(from.doc, 'a document')));
    }
    expect([...itemsOf(one)].length).toBeGreaterThan(700);
    visibleItems(one);
    const looked = new Set<unknown>();
    for (const item of itemsOf(one)) watch(item, looked);
    one.delete(1, 1);
    one.push(['new']);
    looked.clear();
    expect(visibleItems(one).flatMap(({ content }) => content.getContent())).toEqual(['stays', 'new']);
    expect(looked.size).toBeLessThan(10);
  });
});

/** Notes when somebody goes on to the next one, or asks whether it is deleted. */
function watch(item: Y.Item, looked: Set<unknown>): void {
  let { right } = item;
  Object.defineProperty(item, 'right', {
    get: () => {
      looked.add(item);
      return right;
    },
    set: (next: Y.Item | null) => {
      right = next;
    },
  });
}
