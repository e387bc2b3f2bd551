import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { must } from '../lib/assert.ts';
import { pick, randomInt, seededRandom } from '../lib/random.ts';
import type { MalformedReason } from './malformed.ts';
import { hasContent, scanLimits, type ContentName, type Scan, type ScanLimits } from './scan.ts';
import { scanUpdate } from './scan-update.ts';
import { randomAny, randomUpdates } from './testing/random-updates.ts';
import { contradictions, integrates } from './testing/integrate.ts';
import { runs } from './testing/runs.ts';

function scanned(update: Uint8Array): Scan {
  const scan = scanUpdate(update);
  if (scan.type === 'malformed') throw new Error(`refused: ${scan.reason} in ${[...update].join(' ')}`);
  return scan;
}

function refusal(update: Uint8Array, limits?: ScanLimits): MalformedReason | undefined {
  const scan = scanUpdate(update, limits);
  return scan.type === 'malformed' ? scan.reason : undefined;
}

/** An update of one client with one struct, whose bytes after the section's head are given; no deletions. */
const oneStruct = (...bytes: readonly number[]): Uint8Array => new Uint8Array([1, 1, 7, 5, ...bytes, 0]);

function varUints(...numbers: readonly number[]): Uint8Array {
  const encoder = createEncoder();
  for (const number of numbers) writeVarUint(encoder, number);
  return toUint8Array(encoder);
}

function lastUpdate(act: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  let last: Uint8Array | undefined;
  doc.on('update', (update: Uint8Array) => {
    last = update;
  });
  act(doc);
  return must(last, 'the act changed something');
}

interface Tally {
  tried: number;
  accepted: number;
  failed: number;
}

/** The scan refuses the bytes, or Yjs decodes them; whether it also integrates them, on `base` and on nothing, is counted. */
function tryOnScratch(bytes: Uint8Array, base: Uint8Array, where: string, tally: Tally): void {
  tally.tried++;
  if (scanUpdate(bytes).type === 'malformed') return;
  tally.accepted++;
  try {
    for (const start of [base, new Uint8Array([0, 0])]) if (!integrates(start, bytes)) tally.failed++;
  } catch (error) {
    throw new Error(`${where}: Yjs cannot decode ${[...bytes].join(' ')}`, { cause: error });
  }
}

describe('what Yjs writes', () => {
  it('SCAN-1: every update of random documents is accepted, with the clocks that Yjs reads in it', () => {
    const count = runs(150);
    let checked = 0;
    for (let seed = 1; seed <= count; seed++) {
      const { live, made } = randomUpdates(seededRandom(seed), 25);
      for (const update of [...live, ...made]) {
        const scan = scanUpdate(update);
        const meta = Y.parseUpdateMeta(update);
        expect(scan, `seed ${seed}, update ${[...update].join(' ')}`).toMatchObject({ type: 'scan' });
        if (scan.type === 'malformed') continue;
        const from = new Map(scan.clients.map((range) => [range.client, range.from]));
        const to = new Map(scan.clients.map((range) => [range.client, range.to]));
        expect({ seed, from, to }).toEqual({ seed, ...meta });
        const decoded = Y.decodeUpdate(update);
        expect(scan.structs).toBe(decoded.structs.length);
        expect(scan.deletes).toBe([...decoded.ds.clients.values()].flat().length);
        expect(scan.clients.some(({ gap }) => gap)).toBe(
          decoded.structs.some((struct) => struct instanceof Y.Skip),
        );
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(count * 10);
  });

  it('SCAN-1: the old JSON content is accepted', () => {
    const encoder = createEncoder();
    for (const number of [1, 1, 9, 0]) writeVarUint(encoder, number);
    writeUint8(encoder, 2);
    writeVarUint(encoder, 1);
    writeVarString(encoder, 'list');
    writeVarUint(encoder, 3);
    for (const json of ['{"a":[1]}', 'undefined', '"é"']) writeVarString(encoder, json);
    writeVarUint(encoder, 0);
    const update = toUint8Array(encoder);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    expect(doc.getArray('list').length).toBe(3);
    expect(scanned(Y.encodeStateAsUpdate(doc))).toMatchObject({ clients: [{ client: 9, from: 0, to: 3 }] });
    expect(hasContent(scanned(update), 'json')).toBe(true);
  });

  it('SCAN-1: an update with nothing in it is accepted', () => {
    expect(scanned(Y.encodeStateAsUpdate(new Y.Doc()))).toMatchObject({
      clients: [],
      structs: 0,
      deletes: 0,
    });
  });

  it('SCAN-5: names the roots that items name, each once, whatever they are called', () => {
    const update = lastUpdate((doc) =>
      doc.transact(() => {
        doc.getMap('__proto__').set('a', 1);
        doc.getMap('__proto__').set('b', 1);
        doc.getText('text:diagnosis').insert(0, 'no power');
        for (let i = 0; i < 20; i++) doc.getArray(`log:${i % 15}`).insert(0, [i]);
      }),
    );
    const { roots } = scanned(update);
    expect(roots.length).toBe(17);
    expect(new Set(roots).size).toBe(17);
    expect(roots).toContain('__proto__');
    expect(roots).toContain('text:diagnosis');
  });

  const seen: readonly [ContentName, (doc: Y.Doc) => void][] = [
    ['string', (doc) => doc.getText('t').insert(0, 'x')],
    ['format', (doc) => doc.getText('t').insert(0, 'x', { bold: true })],
    ['embed', (doc) => doc.getText('t').insertEmbed(0, { image: 'x' })],
    ['type', (doc) => doc.getMap('m').set('k', new Y.Array())],
    ['subdocument', (doc) => doc.getMap('m').set('k', new Y.Doc())],
    ['binary', (doc) => doc.getArray('a').push([new Uint8Array([1])])],
    ['any', (doc) => doc.getArray('a').push([1])],
    ['keyed', (doc) => doc.getMap('m').set('k', 1)],
    ['bigint', (doc) => doc.getArray('a').push([[1n]])],
    ['bytes', (doc) => doc.getArray('a').push([{ deep: [new Uint8Array([1])] }])],
    ['prototypeKey', (doc) => doc.getArray('a').push([[JSON.parse('{"__proto__":{"admin":true}}')]])],
    ['notFinite', (doc) => doc.getArray('a').push([[Number.NaN]])],
    ['notFinite', (doc) => doc.getArray('a').push([[-Infinity]])],
    [
      'deleted',
      (doc) =>
        doc.transact(() => {
          doc.getText('t').insert(0, 'abc');
          doc.getText('t').delete(1, 1);
        }),
    ],
  ];
  it.each(seen)('SCAN-5: tells that an update holds %s', (name, act) => {
    expect(hasContent(scanned(lastUpdate(act)), name)).toBe(true);
    expect(hasContent(scanned(lastUpdate((doc) => doc.getText('plain').insert(0, 'x'))), name)).toBe(
      name === 'string',
    );
  });

  it('SCAN-5: counts the elements that lists gain, whatever they are, and no letters', () => {
    const update = lastUpdate((doc) =>
      doc.transact(() => {
        doc.getArray('a').push(Array.from({ length: 5_000 }, () => null));
        doc.getArray('b').push([[1, 2, 3], { deep: [4] }]);
        doc.getText('t').insert(0, 'letters');
      }),
    );
    expect(scanned(update)).toMatchObject({ elements: 5_002, structs: 3 });
    expect(scanned(lastUpdate((doc) => doc.getText('t').insert(0, 'letters'))).elements).toBe(0);
  });

  it('SCAN-5: tells garbage-collected structs and gaps', () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getMap('m').set('k', new Y.Text('gone'));
    doc.getMap('m').set('k', 1);
    doc.getMap('m').set('k', 2);
    expect(hasContent(scanned(Y.encodeStateAsUpdate(doc)), 'gc')).toBe(true);
    const merged = scanned(Y.mergeUpdates([must(updates[0], 'first'), must(updates[2], 'third')]));
    expect(hasContent(merged, 'skip')).toBe(true);
    expect(merged.clients).toMatchObject([{ gap: true }]);
  });
});

describe('what Yjs could not take', () => {
  it('SCAN-2: what is left of an update after any bit flip or cut is refused, or Yjs decodes it', () => {
    const tally: Tally = { tried: 0, accepted: 0, failed: 0 };
    const count = Math.max(4, Math.ceil(runs(20) / 5));
    for (let seed = 1; seed <= count; seed++) {
      const { docs, live, made } = randomUpdates(seededRandom(1000 + seed), 12);
      const base = Y.encodeStateAsUpdate(must(docs[0], 'a document'));
      const samples = [...live.slice(-3), must(made.at(-1), 'a state')].filter(({ length }) => length < 500);
      for (const sample of samples) {
        for (let bit = 0; bit < sample.length * 8; bit++) {
          const bytes = sample.slice();
          bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
          tryOnScratch(bytes, base, `seed ${seed}, bit ${bit}`, tally);
        }
        for (let cut = 0; cut < sample.length; cut++) {
          expect(refusal(sample.slice(0, cut)), `seed ${seed}, cut ${cut}`).toBeDefined();
        }
      }
    }
    expect(tally.tried).toBeGreaterThan(1000);
    // Flips inside of texts, values and ids leave a well-formed update: that is what checksums are for.
    expect(tally.accepted).toBeGreaterThan(0);
    expect(tally.accepted).toBeLessThan(tally.tried);
    expect(tally.failed).toBeLessThan(tally.accepted * contradictions);
  });

  it('SCAN-3: V2 updates and bytes after the end are refused', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'battery swollen');
    doc.getArray('a').push([1, 'two', null]);
    expect(refusal(Y.encodeStateAsUpdateV2(doc))).toBeDefined();
    expect(refusal(Y.encodeStateAsUpdateV2(new Y.Doc()))).toBe('trailing');
    expect(refusal(new Uint8Array([...Y.encodeStateAsUpdate(doc), 0]))).toBe('trailing');
    expect(refusal(new Uint8Array())).toBe('truncated');
  });

  const tooMuch: readonly [string, Uint8Array, MalformedReason][] = [
    ['seven bytes that announce sixteen million structs', varUints(1, 2 ** 24, 1, 0), 'count'],
    ['more clients than the bytes could hold', varUints(2 ** 20, 1, 1, 0), 'count'],
    ['more deleted ranges than the bytes could hold', varUints(0, 1, 7, 2 ** 30), 'count'],
    ['more deleting clients than the bytes could hold', varUints(0, 2 ** 30), 'count'],
    [
      'a garbage-collected struct to the end of time',
      new Uint8Array([...varUints(1, 1, 3_000_000_001, 5), 0, ...varUints(2 ** 52), 0]),
      'clock',
    ],
    [
      'a first clock at the end of time',
      new Uint8Array([...varUints(1, 1, 7, 2 ** 53 - 1), 0, 1, 0]),
      'clock',
    ],
    ['a deleted range to the end of time', varUints(0, 1, 7, 1, 3, 2 ** 53 - 1), 'clock'],
    ['a skip to the end of time', new Uint8Array([1, 1, 7, 0, 10, ...varUints(2 ** 40), 0]), 'clock'],
    ['deleted content to the end of time', oneStruct(1, 1, 1, 97, ...varUints(2 ** 40)), 'clock'],
    ['any values that are not there', oneStruct(8, 1, 1, 97, ...varUints(2 ** 40)), 'count'],
    ['a text longer than the update', oneStruct(4, 1, 1, 97, 100, 97), 'truncated'],
    ['a number padded without end', new Uint8Array([...Array<number>(30).fill(0x80), 0]), 'number'],
    ['a number above 2^53', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), 'number'],
  ];
  it.each(tooMuch)('SCAN-4: refuses %s', (_what, update, reason) => {
    expect(refusal(update)).toBe(reason);
  });

  it('SCAN-7: what announces much costs nothing', () => {
    const before = process.memoryUsage().heapUsed;
    let highest = 0;
    for (let run = 0; run < 200; run++) {
      for (const [, update] of tooMuch) scanUpdate(update);
      highest = Math.max(highest, process.memoryUsage().heapUsed - before);
    }
    // Yjs takes 130 MB for the first of them.
    expect(highest).toBeLessThan(32 * 1024 * 1024);
  });

  it('SCAN-4: keeps the limits it is given', () => {
    const update = lastUpdate((doc) =>
      doc.transact(() => {
        doc.getText('first').insert(0, 'x');
        doc.getText('second').insert(0, 'y');
        doc.getText('second').delete(0, 1);
      }),
    );
    for (const [name, least] of [
      ['bytes', update.length],
      ['clients', 1],
      ['structs', 2],
      ['deletes', 1],
      ['roots', 2],
      ['rootBytes', 7],
    ] as const) {
      expect(refusal(update, { ...scanLimits, [name]: least }), name).toBeUndefined();
      expect(refusal(update, { ...scanLimits, [name]: least - 1 }), name).toBe('limit');
    }
    expect(refusal(update, { ...scanLimits, clock: 2 })).toBeUndefined();
    expect(refusal(update, { ...scanLimits, clock: 1 })).toBe('clock');
  });

  const broken: readonly [string, Uint8Array, MalformedReason][] = [
    ['an empty text', oneStruct(4, 1, 1, 97, 0), 'struct'],
    ['an empty garbage-collected struct', oneStruct(0, 0), 'struct'],
    ['an empty skip', oneStruct(10, 0), 'struct'],
    ['empty deleted content', oneStruct(1, 1, 1, 97, 0), 'struct'],
    ['an empty list of values', oneStruct(8, 1, 1, 97, 0), 'struct'],
    ['a client without structs', new Uint8Array([1, 0, 7, 5, 0, 0]), 'struct'],
    ['an empty deleted range', varUints(0, 1, 7, 1, 3, 0), 'struct'],
    ['an unknown content kind', oneStruct(11, 1, 1, 97, 0), 'struct'],
    ['an unknown shared type', oneStruct(7, 1, 1, 97, 7), 'struct'],
    ['a garbage-collected struct with origin bits', oneStruct(0x80, 7, 4, 1), 'struct'],
    ['a subdocument without options', oneStruct(9, 1, 1, 97, 1, 103, 126), 'struct'],
    ['an unknown any value', oneStruct(8, 1, 1, 97, 1, 5), 'value'],
    ['a parent that is neither a name nor an item', oneStruct(4, 2, 1, 97, 1, 97), 'flag'],
    ['clients out of order', new Uint8Array([2, 1, 7, 0, 0, 1, 1, 8, 0, 0, 1, 0]), 'struct'],
    ['the same client twice', new Uint8Array([2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0]), 'struct'],
    ['an item left of itself', oneStruct(0x84, 7, 5, 1, 97), 'clock'],
    ['an item right of a later one', oneStruct(0x44, 7, 6, 1, 97), 'clock'],
    ['an item inside of itself', oneStruct(4, 0, 7, 5, 1, 97), 'clock'],
  ];
  it.each(broken)('SCAN-4: refuses %s', (_what, update, reason) => {
    expect(refusal(update)).toBe(reason);
  });

  const unreadable: readonly [string, readonly number[], MalformedReason][] = [
    ['a lone surrogate', [4, 1, 1, 97, 3, 0xed, 0xa0, 0x80], 'text'],
    ['an overlong slash', [4, 1, 1, 97, 2, 0xc0, 0xaf], 'text'],
    ['a character above U+10FFFF', [4, 1, 1, 97, 4, 0xf4, 0x90, 0x80, 0x80], 'text'],
    ['a character cut short', [4, 1, 1, 97, 2, 0xe2, 0x82], 'text'],
    ['a root name that is not UTF-8', [4, 1, 1, 0xff, 1, 97], 'text'],
    ['an embed that is not JSON', [5, 1, 1, 97, 1, 123], 'json'],
    ['a format that is not JSON', [6, 1, 1, 97, 1, 98, 0], 'json'],
    ['a JSON list that holds none', [2, 1, 1, 97, 1, 1, 120], 'json'],
  ];
  it.each(unreadable)('SCAN-6: refuses %s', (_what, struct, reason) => {
    expect(refusal(oneStruct(...struct))).toBe(reason);
  });

  it('SCAN-6: refuses values and JSON that nest deeper than code can follow', () => {
    const deepAny = [8, 1, 1, 97, 1, ...Array.from({ length: 50_000 }, () => [117, 1]).flat(), 126];
    expect(refusal(oneStruct(...deepAny))).toBe('depth');
    const json = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const bytes = new TextEncoder().encode(json);
    expect(refusal(oneStruct(5, 1, 1, 97, ...varUints(bytes.length), ...bytes))).toBe('depth');
    const shallow = lastUpdate((doc) => doc.getText('t').insertEmbed(0, { brackets: '[[[['.repeat(100) }));
    expect(refusal(shallow)).toBeUndefined();
  });

  it('SCAN-2: updates with random bytes written over them never throw, and what is accepted Yjs decodes', () => {
    const count = runs(20) * 20;
    const tally: Tally = { tried: 0, accepted: 0, failed: 0 };
    for (let seed = 1; seed <= count; seed++) {
      const random = seededRandom(seed);
      const { docs, live, made } = randomUpdates(random, 6);
      const base = Y.encodeStateAsUpdate(must(docs[0], 'a document'));
      for (let run = 0; run < 20; run++) {
        const bytes = pick(random, [...live, ...made]).slice();
        const at = randomInt(random, 0, bytes.length - 1);
        const most = randomInt(random, 0, 1) === 0 ? 12 : 255;
        for (let i = at; i < Math.min(bytes.length, at + randomInt(random, 1, 4)); i++)
          bytes[i] = randomInt(random, 0, most);
        tryOnScratch(bytes, base, `seed ${seed}, run ${run}`, tally);
      }
    }
    expect(tally.accepted).toBeGreaterThan(0);
    expect(tally.failed).toBeLessThan(tally.accepted * contradictions);
  });
});

describe('any values', () => {
  it('SCAN-1: every value that lib0 writes is walked over exactly', () => {
    const count = runs(20) * 50;
    for (let seed = 1; seed <= count; seed++) {
      const random = seededRandom(seed);
      const update = lastUpdate((doc) => doc.getArray('a').push([[randomAny(random, 6)], 'after']));
      expect(refusal(update), `seed ${seed}`).toBeUndefined();
    }
  });
});
