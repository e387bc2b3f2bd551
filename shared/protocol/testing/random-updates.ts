/**
 * Updates as real documents make them, from a seed: several writers, every content kind that Yjs still writes, garbage
 * collection on and off, and all the ways in which updates are cut and joined. For tests only.
 */
import * as Y from 'yjs';
import { pick, randomInt, type Random } from '../../lib/random.ts';

const texts = [
  'a',
  'battery',
  'Zurück in 10 Minuten',
  '電池',
  '🔋 leer',
  '\u0000',
  'x'.repeat(200),
  '\ud83d',
];

/** Every kind of value that lib0's any can hold. */
export function randomAny(random: Random, depth = 3): unknown {
  const plain: readonly unknown[] = [
    undefined,
    null,
    true,
    false,
    0,
    -1,
    63,
    64,
    -8192,
    2 ** 31,
    2 ** 40,
    -(2 ** 53) + 1,
    0.5,
    0.1,
    Number.NaN,
    -Infinity,
    12345678901234567890n,
    new Uint8Array([1, 2, 3]),
    pick(random, texts),
    '',
  ];
  if (depth === 0 || random() < 0.7) return pick(random, plain);
  const values = Array.from({ length: randomInt(random, 0, 3) }, () => randomAny(random, depth - 1));
  return random() < 0.5
    ? values
    : Object.fromEntries(values.map((value, i) => [`${pick(random, texts)}${i}`, value]));
}

type Act = (doc: Y.Doc, random: Random) => void;

const acts: readonly Act[] = [
  (doc, random) => {
    const text = doc.getText('text:notes');
    text.insert(randomInt(random, 0, text.length), pick(random, texts));
  },
  (doc, random) => {
    const text = doc.getText('text:notes');
    const at = randomInt(random, 0, text.length);
    text.delete(at, randomInt(random, 0, Math.min(20, text.length - at)));
  },
  (doc, random) => {
    const text = doc.getText('text:notes');
    text.format(0, randomInt(random, 0, text.length), { bold: pick(random, [true, null, { size: 3 }]) });
  },
  (doc, random) => {
    const text = doc.getText('text:notes');
    text.insertEmbed(randomInt(random, 0, text.length), { image: pick(random, texts), n: [1, null] });
  },
  (doc, random) => {
    const array = doc.getArray('registers');
    array.insert(randomInt(random, 0, array.length), [
      ['status', randomAny(random), 1e15, 'ana'],
      [randomAny(random)],
    ]);
  },
  (doc, random) => {
    const array = doc.getArray('registers');
    const at = randomInt(random, 0, array.length);
    array.delete(at, randomInt(random, 0, Math.min(3, array.length - at)));
  },
  (doc, random) => doc.getArray('registers').push([new Uint8Array(randomInt(random, 0, 40))]),
  (doc, random) =>
    doc.getMap(pick(random, ['map', '__proto__', 'ümlaut'])).set(pick(random, texts), [randomAny(random)]),
  (doc, random) => doc.getMap('map').delete(pick(random, texts)),
  (doc, random) => {
    const nested = pick(random, [new Y.Map(), new Y.Array(), new Y.Text('nested')]);
    doc.getMap<unknown>('map').set('nested', nested);
    if (nested instanceof Y.Map) nested.set('deep', new Y.Array());
  },
  (doc, random) => {
    const fragment = doc.getXmlFragment('xml');
    const element = new Y.XmlElement(pick(random, ['p', 'überschrift']));
    fragment.insert(randomInt(random, 0, fragment.length), [element, new Y.XmlText('body')]);
    element.setAttribute('class', 'wide');
  },
  (doc, random) => {
    const fragment = doc.getXmlFragment('xml');
    if (fragment.length > 0) fragment.delete(randomInt(random, 0, fragment.length - 1), 1);
  },
  (doc) => doc.getMap<unknown>('hooks').set('hook', new Y.XmlHook('hook')),
  (doc, random) => {
    const part = new Y.Doc({
      guid: `part-${randomInt(random, 0, 1e6)}`,
      autoLoad: random() < 0.5,
      meta: { a: 1 },
    });
    doc.getMap<unknown>('parts').set('part', part);
  },
];

export interface RandomUpdates {
  readonly docs: readonly Y.Doc[];
  /** As they were emitted. */
  readonly live: readonly Uint8Array[];
  /** States, differences and merged updates, some of them with gaps. */
  readonly made: readonly Uint8Array[];
}

export function randomUpdates(random: Random, steps: number): RandomUpdates {
  const live: Uint8Array[] = [];
  const docs = Array.from({ length: randomInt(random, 1, 3) }, () => {
    const doc = new Y.Doc({ gc: random() < 0.6 });
    doc.clientID = pick(random, [randomInt(random, 1, 127), randomInt(random, 128, 2 ** 32 - 1)]);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'passed on') live.push(update);
    });
    return doc;
  });
  const made: Uint8Array[] = [];
  for (let i = 0; i < steps; i++) {
    const doc = pick(random, docs);
    const count = random() < 0.2 ? 5 : 1;
    doc.transact(() => {
      for (let act = 0; act < count; act++) pick(random, acts)(doc, random);
    });
    if (random() < 0.2) {
      const from = pick(random, docs);
      const difference = Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc));
      made.push(difference);
      Y.applyUpdate(doc, difference, 'passed on');
    }
  }
  const some = live.filter(() => random() < 0.6);
  if (some.length > 0) {
    const merged = Y.mergeUpdates(some);
    made.push(merged, Y.diffUpdate(merged, Y.encodeStateVector(pick(random, docs))));
    made.push(Y.diffUpdate(merged, Y.encodeStateVectorFromUpdate(pick(random, live))));
    const pending = new Y.Doc();
    Y.applyUpdate(pending, merged);
    made.push(Y.encodeStateAsUpdate(pending));
  }
  made.push(...docs.map((doc) => Y.encodeStateAsUpdate(doc)));
  return { docs, live, made };
}
