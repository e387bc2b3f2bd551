import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import type { Value } from '../schema/field.ts';
import { kind, latest } from '../schema/declare.ts';
import { staff } from '../schema/roles.ts';
import { line } from '../schema/scalar.ts';
import { must } from '../lib/assert.ts';
import { projectRow } from './row.ts';
import { replica, runs, sync, syncAll, thing } from './scene.ts';
import type { LedgerSummary } from './types.ts';
import { InvalidValue, ServerField, UnknownField } from './write-errors.ts';

const year = 365 * 24 * 3_600_000;

describe('policies', () => {
  test('MERGE-2: latest shows the highest stamp of concurrent values and asks nobody', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    bo.time.jump(1_700_000_000_500);
    ana.entity.set('name', 'earlier');
    bo.entity.set('name', 'later');
    syncAll([ana.doc, bo.doc]);
    for (const { entity, doc } of [ana, bo]) {
      expect(entity.get('name')).toBe('later');
      expect(entity.entries('name').map(({ value }) => value)).toEqual(['later', 'earlier']);
      expect(projectRow(thing, 'x', doc).review).toEqual([]);
    }
  });

  test('MERGE-3: review keeps all concurrent values and asks until somebody writes one', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.set('price', 100);
    bo.entity.set('price', 200);
    syncAll([ana.doc, bo.doc]);
    const [review] = ana.entity.reviews();
    expect(review).toMatchObject({ field: 'price', gravity: 'critical' });
    expect(review?.entries.map(({ value, author }) => [value, author])).toEqual([
      [200, 'bo'],
      [100, 'ana'],
    ]);
    expect(projectRow(thing, 'x', bo.doc).review).toEqual(['price']);
    bo.entity.set('price', 150);
    syncAll([ana.doc, bo.doc]);
    expect([ana.entity.get('price'), ana.entity.reviews()]).toEqual([150, []]);
  });

  test('MERGE-3: the same value written twice at once is agreement', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.set('price', 100);
    bo.entity.set('price', 100);
    syncAll([ana.doc, bo.doc]);
    expect(ana.entity.entries('price')).toHaveLength(2);
    expect(ana.entity.reviews()).toEqual([]);
  });

  test('MERGE-3: two people settling at once is itself merged', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.set('price', 100);
    bo.entity.set('price', 200);
    syncAll([ana.doc, bo.doc]);
    ana.entity.set('price', 100);
    bo.entity.set('price', 100);
    syncAll([ana.doc, bo.doc]);
    expect([ana.entity.get('price'), ana.entity.reviews()]).toEqual([100, []]);
  });

  test('MERGE-4: server shows what the relay wrote, and a person’s write is not even made', () => {
    const [ana, relay] = [replica('ana', 1), replica('@relay', 2)];
    relay.entity.set('total', 7);
    sync(relay.doc, ana.doc);
    expect(() => ana.entity.set('total', 1)).toThrow(ServerField);
    // Nor does one count that a modified client made.
    ana.doc.getArray('registers').push([['total', 99, Number.MAX_SAFE_INTEGER, 'ana']]);
    expect(ana.entity.get('total')).toBe(7);
  });

  test('MERGE-5: client shows a person’s value over the bridge’s, whatever the stamps, until one is written in its knowledge', () => {
    const [ana, bridge] = [replica('ana', 1), replica('@bridge', 2)];
    bridge.time.jump(1_800_000_000_000);
    ana.entity.set('phone', 'by hand');
    bridge.entity.set('phone', 'legacy');
    syncAll([ana.doc, bridge.doc]);
    expect(ana.entity.get('phone')).toBe('by hand');
    expect(ana.entity.reviews()).toEqual([]);
    bridge.entity.set('phone', 'legacy again');
    syncAll([ana.doc, bridge.doc]);
    expect(ana.entity.get('phone')).toBe('legacy again');
  });

  test('MERGE-6: in a set an addition wins over a concurrent removal, and a removal that saw it removes it', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.add('tags', 'charger');
    syncAll([ana.doc, bo.doc]);
    ana.entity.remove('tags', 'charger');
    bo.entity.add('tags', 'charger');
    bo.entity.add('tags', 'box');
    syncAll([ana.doc, bo.doc]);
    expect(ana.entity.elements('tags')).toEqual(['box', 'charger']);
    bo.entity.remove('tags', 'charger');
    syncAll([ana.doc, bo.doc]);
    expect(ana.entity.elements('tags')).toEqual(['box']);
  });

  test('MERGE-7: −1 and −1 make −2, and what arrives twice counts once', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.append('stock', { pieces: -1 });
    bo.entity.append('stock', { pieces: -1 });
    syncAll([ana.doc, bo.doc]);
    const copy = ana.doc.getArray('log:stock').get(0);
    bo.doc.getArray('log:stock').push([copy]);
    syncAll([ana.doc, bo.doc]);
    const { count, sum } = projectRow(thing, 'x', ana.doc).fields['stock'] as LedgerSummary;
    expect([count, sum]).toEqual([2, -2]);
    expect(ana.entity.ledger('stock').map(({ by }) => by)).toEqual(['ana', 'bo']);
  });

  test('MERGE-7: of two different entries with one id every replica counts the same one', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.doc.getArray('log:stock').push([{ id: 'same', at: 2, by: 'ana', pieces: 5 }]);
    bo.doc.getArray('log:stock').push([{ id: 'same', at: 1, by: 'bo', pieces: 3 }]);
    syncAll([ana.doc, bo.doc]);
    for (const { doc } of [ana, bo]) {
      expect(projectRow(thing, 'x', doc).fields['stock']).toEqual({ count: 1, sum: 3, last: 1 });
    }
  });

  test('MERGE-8: a deletion and an edit it had not seen are in review together; one that saw all is not', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    ana.entity.set('state', 'new');
    syncAll([ana.doc, bo.doc]);
    ana.entity.delete();
    expect([ana.entity.deleted, ana.entity.reviews()]).toEqual([true, []]);
    bo.entity.set('state', 'open');
    syncAll([ana.doc, bo.doc]);
    const [review] = bo.entity.reviews();
    expect(review?.field).toBe('deleted');
    expect(review?.entries.map(({ field, value }) => [field, value])).toEqual([
      ['deleted', true],
      ['state', 'open'],
    ]);
    expect(bo.entity.entries('deleted').map(({ value }) => value)).toEqual([true]);
    bo.entity.set('deleted', true);
    expect([bo.entity.deleted, bo.entity.reviews()]).toEqual([true, []]);
    bo.entity.restore();
    expect([bo.entity.get('deleted'), bo.entity.reviews()]).toEqual([false, []]);
  });

  test('MERGE-8: two deletions agree, what the relay derives does not count, and a letter does', () => {
    const [ana, bo, relay] = [replica('ana', 1), replica('bo', 2), replica('@relay', 3)];
    ana.entity.delete();
    bo.entity.delete();
    relay.entity.set('total', 1);
    syncAll([ana.doc, bo.doc, relay.doc]);
    expect([ana.entity.deleted, ana.entity.reviews()]).toEqual([true, []]);
    bo.entity.text('notes').insert(0, 'a');
    sync(bo.doc, ana.doc);
    expect(ana.entity.reviews().map(({ field }) => field)).toEqual(['deleted']);
  });

  test('MERGE-8: letters typed on after a deletion that saw the first of them count', () => {
    const [ana, bo] = [replica('ana', 1), replica('bo', 2)];
    bo.entity.text('notes').insert(0, 'a');
    sync(bo.doc, ana.doc);
    ana.entity.delete();
    expect(ana.entity.reviews()).toEqual([]);
    bo.entity.text('notes').insert(1, 'b');
    syncAll([ana.doc, bo.doc]);
    for (const { entity } of [ana, bo]) {
      expect(entity.reviews().map(({ field }) => field)).toEqual(['deleted']);
    }
  });

  test('CLOCK-1: a write that saw another replaces it under any clock', () => {
    const jump = fc.integer({ min: -40 * year, max: 40 * year });
    fc.assert(
      fc.property(fc.array(fc.tuple(jump, fc.nat({ max: 2 })), { minLength: 2, maxLength: 20 }), (writes) => {
        const scenes = [replica('ana', 1), replica('bo', 2), replica('cy', 3)];
        writes.forEach(([skew, who], at) => {
          const writer = must(scenes[who], 'a replica');
          for (const { doc } of scenes) if (doc !== writer.doc) sync(doc, writer.doc);
          writer.time.jump(1_700_000_000_000 + skew);
          writer.entity.set('price', at);
          writer.entity.set('name', `name ${at}`);
        });
        syncAll(scenes.map(({ doc }) => doc));
        for (const { entity } of scenes) {
          expect(entity.get('price')).toBe(writes.length - 1);
          expect(entity.entries('name').map(({ value }) => value)).toEqual([`name ${writes.length - 1}`]);
          expect(entity.reviews()).toEqual([]);
        }
      }),
      { numRuns: runs(80) },
    );
  });
});

describe('writing', () => {
  test.each<[string, Value]>([
    ['state', 'broken'],
    ['state', 5],
    ['price', 1.5],
    ['price', Number.NaN],
    ['name', 'x'.repeat(121)],
    ['name', '\u{d800}'],
    ['deleted', 'yes'],
  ])('SCHEMA-1: %s is never set to %s, and nothing is lost by trying', (field, value) => {
    const { entity, made } = replica('ana', 1);
    entity.set('state', 'new');
    expect(() => entity.set(field, value)).toThrow(InvalidValue);
    expect(entity.get('state')).toBe('new');
    expect(made).toHaveLength(1);
  });

  test('SCHEMA-1: a ledger takes declared parts only, and all that it must have', () => {
    const { entity, made } = replica('ana', 1);
    expect(() => entity.append('stock', {})).toThrow(InvalidValue);
    expect(() => entity.append('stock', { pieces: 0.5 })).toThrow(InvalidValue);
    expect(() => entity.append('stock', { pieces: 1, id: 'mine' })).toThrow(InvalidValue);
    expect(() => entity.append('stock', JSON.parse('{"pieces":1,"__proto__":1}') as { pieces: 1 })).toThrow(
      InvalidValue,
    );
    expect(made).toEqual([]);
  });

  test('SCHEMA-2: a field of another policy, or none, is an error', () => {
    const { entity } = replica('ana', 1);
    expect(() => entity.set('notes', 'x')).toThrow(UnknownField);
    expect(() => entity.text('name')).toThrow(UnknownField);
    expect(() => entity.add('name', 'x')).toThrow(UnknownField);
    expect(() => entity.append('nothing', {})).toThrow(UnknownField);
    expect(() => entity.get('constructor')).toThrow(UnknownField);
  });

  test('MERGE-11: several writes are one update', () => {
    const { entity, made } = replica('ana', 1);
    entity.change(() => {
      entity.set('name', 'a');
      entity.set('state', 'new');
      entity.add('tags', 'x');
      entity.append('stock', { pieces: 1 });
      entity.text('notes').insert(0, 'n');
    });
    expect(made).toHaveLength(1);
  });

  test('MERGE-12: twenty fields written 2,000 times by one session stay small', () => {
    const names = Array.from({ length: 20 }, (_, at) => `field${at}`);
    const fields = Object.fromEntries(names.map((name) => [name, latest(name, line(), 'low', staff)]));
    const { entity, doc, time } = replica('ana', 3_123_456_789, kind('wide', 'Wide', 'Wide', [], fields));
    for (let write = 0; write < 2_000; write++) {
      time.jump(1_700_000_000_000 + write * 1_000);
      entity.set(must(names[write % 20], 'twenty names'), `value ${write}`);
    }
    expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(1_500);
  });
});
