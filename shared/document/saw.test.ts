import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import type { Kind, Value } from '../schema/field.ts';
import { compareText } from './policy.ts';
import { readRegisters } from './registers.ts';
import { projectRow } from './row.ts';
import { sawState, sawValues, type Saw } from './saw.ts';
import { replica, runs, sync, syncAll, thing, type Scene } from './scene.ts';
import { job } from './workflow.scene.ts';
import { IdTaken, IllegalMove, InvalidValue } from './write-errors.ts';

type Op =
  | { readonly set: string; readonly value: Value }
  | { readonly add: string }
  | { readonly remove: string }
  | { readonly insert: string; readonly half: boolean }
  | { readonly append: number }
  | 'delete'
  | 'restore'
  | 'erase';

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(
      fc.record({ set: fc.constant('name'), value: fc.constantFrom<Value>('a', 'b', null) }),
      fc.record({ set: fc.constant('state'), value: fc.constantFrom<Value>('new', 'open', 'done') }),
      fc.record({ set: fc.constant('price'), value: fc.constantFrom<Value>(100, 200, null) }),
      fc.record({ set: fc.constant('phone'), value: fc.constantFrom<Value>('1', '2') }),
    ),
  },
  fc.record({ add: fc.constantFrom('x', 'y') }),
  fc.record({ remove: fc.constantFrom('x', 'y') }),
  fc.record({ insert: fc.stringMatching(/^[a-z]{1,3}$/), half: fc.boolean() }),
  fc.record({ append: fc.integer({ min: -3, max: 3 }) }),
  fc.constantFrom<Op>('delete', 'restore', 'erase'),
);
const ops = fc.array(op, { maxLength: 6 });

/** Does it as somebody who saw only that, or all that is there. */
function act(
  { entity, time, doc }: Scene,
  each: Op,
  number: number,
  { who = 'ben', saw }: { readonly who?: string; readonly saw?: (at: number) => Saw } = {},
): void {
  time.jump(1_700_000_000_000 + number * 1_000);
  const seen = saw?.(time.now());
  const text = entity.text('notes');
  if (each === 'delete') entity.delete(seen);
  else if (each === 'restore') entity.restore(seen);
  else if (each === 'erase') text.delete(0, text.length);
  else if ('set' in each) entity.set(each.set, each.value, seen);
  else if ('add' in each) entity.add('tags', each.add, seen);
  else if ('remove' in each) entity.remove('tags', each.remove, seen);
  else if ('append' in each)
    entity.append('stock', { pieces: each.append }, { id: `${who}${number}`, at: time.now() });
  else text.insert(each.half ? Math.floor(text.length / 2) : text.length, each.insert);
  expect(doc.store.pendingStructs).toBeNull();
}

const isText = (each: Op): boolean => each === 'erase' || (typeof each === 'object' && 'insert' in each);

/** Everything that a person or a program sees, without which client wrote it. */
function seenOf(doc: Y.Doc, kind: Kind = thing): unknown {
  const { fields, ...row } = projectRow(kind, 'x', doc);
  const entries = [...readRegisters(doc, kind)].map(([name, placed]) => [
    name,
    placed
      .map(({ entry: { value, stamp, author } }) =>
        JSON.stringify([name === 'deleted' ? typeof value : value, stamp, author]),
      )
      .sort(compareText),
  ]);
  return { row, fields, entries: Object.fromEntries(entries.filter(([, list]) => list?.length)) };
}

const moved = (names: readonly string[] | undefined): Saw => ({
  entry: () => true,
  ...(names && { moved: new Set(names) }),
});

describe('a write that saw only what was there before', () => {
  test('BASE-1: merges to what a replica would have that was offline since then', () => {
    fc.assert(
      fc.property(ops, ops, ops, fc.constantFrom(50, 100, 150), (before, theirs, own, began) => {
        const [hub, offline, late] = [replica('ben', 1), replica('ana', 2), replica('ana', 3)];
        before.forEach((each, n) => act(hub, each, n));
        sync(hub.doc, offline.doc);
        const state = new Map(Y.decodeStateVector(Y.encodeStateVector(hub.doc)));
        theirs.forEach((each, n) => act(hub, each, 100 + n));
        sync(hub.doc, late.doc);
        state.set(late.doc.clientID, Infinity);
        const mine = own.filter((each) => !isText(each));
        mine.forEach((each, n) => {
          act(offline, each, began + n, { who: 'ana' });
          act(late, each, began + n, { who: 'ana', saw: (now) => sawState(state, now) });
        });
        syncAll([hub.doc, offline.doc]);
        expect(seenOf(late.doc)).toEqual(seenOf(hub.doc));
      }),
      { numRuns: runs(150) },
    );
  });

  test('BASE-2: known by its values alone, it is the same wherever no value came back', () => {
    fc.assert(
      fc.property(ops, ops, (theirs, own) => {
        const [hub, offline, late] = [replica('ben', 1), replica('ana', 2), replica('ana', 3)];
        const base = new Map<string, Value>([
          ['name', 'base'],
          ['state', null],
          ['price', 1],
          ['phone', '0'],
          ['deleted', null],
        ]);
        for (const [field, value] of base)
          if (field !== 'deleted' && value !== null) hub.entity.set(field, value);
        sync(hub.doc, offline.doc);
        theirs
          .filter((each) => typeof each === 'object' && 'set' in each)
          .forEach((each, n) => act(hub, each, 100 + n));
        sync(hub.doc, late.doc);
        own
          .filter((each): each is Extract<Op, { set: string }> => typeof each === 'object' && 'set' in each)
          // The second write of a field saw the first, whose value a colleague may have written, too.
          .filter(({ set }, n, all) => all.findIndex((other) => other.set === set) === n)
          .forEach((each, n) => {
            act(offline, each, 150 + n);
            act(late, each, 150 + n, { saw: (now) => sawValues(base, now) });
          });
        syncAll([hub.doc, offline.doc]);
        expect(seenOf(late.doc)).toEqual(seenOf(hub.doc));
      }),
      { numRuns: runs(100) },
    );
  });

  test('BASE-2: what is said of no field was not seen, and a value that is there again was', () => {
    const { entity } = replica('ana', 1);
    entity.set('state', 'new');
    entity.set('state', 'open', sawValues(new Map()));
    expect(entity.reviews().map(({ field }) => field)).toEqual(['state']);
    entity.set('state', 'done');
    entity.set('state', 'new');
    entity.set('state', 'open', sawValues(new Map([['state', 'new']])));
    expect(entity.entries('state').map(({ value }) => value)).toEqual(['open']);
  });

  test('BASE-4: a move is judged from what stood there for its writer, where that is replaced by now', () => {
    const { entity } = replica('ben', 1, job);
    for (const step of ['in', 'bench', 'check']) entity.set('step', step);
    const base = sawValues(new Map([['step', 'in']]));
    expect(() => entity.set('step', 'ready', base)).toThrow(IllegalMove);
    entity.set('step', 'bench', base);
    expect(entity.reviews()[0]?.entries.map(({ value }) => value)).toEqual(['bench', 'check']);
  });

  test('BASE-4: where nothing is unseen, what they say stood there counts for nothing', () => {
    const { entity } = replica('ben', 1, job);
    entity.set('step', 'in');
    const saw: Saw = { entry: () => true, stood: () => [{ value: 'check', author: 'ben' }] };
    expect(() => entity.set('step', 'ready', saw)).toThrow(IllegalMove);
    expect(() => replica('ana', 2, job).entity.set('step', 'ready', saw)).toThrow(IllegalMove);
  });

  test('BASE-5: a deletion claims what its writer had seen, so that an edit since then asks', () => {
    const { entity, doc } = replica('ana', 1);
    entity.set('name', 'a');
    const colleague = replica('ben', 2);
    sync(doc, colleague.doc);
    colleague.entity.set('price', 100);
    sync(colleague.doc, doc);
    entity.delete(sawValues(new Map([['name', 'a']])));
    expect(entity.deleted).toBe(true);
    expect(entity.reviews().map(({ field }) => field)).toEqual(['deleted']);
    entity.delete();
    expect(entity.reviews()).toEqual([]);
  });

  test('BASE-5: it disagrees with texts and ledgers that moved since, or of which nothing is known', () => {
    for (const [names, asks] of [
      [[], false],
      [['notes'], true],
      [['stock'], true],
      [undefined, true],
    ] as const) {
      const { entity } = replica('ana', 1);
      entity.text('notes').insert(0, 'words');
      entity.append('stock', { pieces: 1 });
      entity.delete(moved(names));
      expect(entity.reviews().length > 0).toBe(asks);
    }
  });

  test('BASE-6: an entry with an id is appended once, and another one under it is told', () => {
    const { entity } = replica('ana', 1);
    expect(entity.append('stock', { pieces: 2 }, { id: 'op-1' })).toBe('op-1');
    expect(entity.append('stock', { pieces: 2 }, { id: 'op-1', at: 5 })).toBe('op-1');
    expect(entity.ledger('stock')).toHaveLength(1);
    expect(() => entity.append('stock', { pieces: 3 }, { id: 'op-1' })).toThrow(IdTaken);
    expect(() => entity.append('stock', { pieces: 3 }, { id: ' ' })).toThrow(InvalidValue);
    expect(entity.ledger('stock')).toHaveLength(1);
  });

  test('BASE-7: what was written then is stamped with that moment, above what it replaces and never ahead', () => {
    const { entity, time } = replica('ana', 1);
    time.jump(2_000_000);
    entity.set('created', 1);
    const [first] = entity.entries('created');
    entity.set('created', 2, { entry: () => true, at: 1_000_000 });
    const [second] = entity.entries('created');
    expect((second?.stamp ?? 0) > (first?.stamp ?? 0)).toBe(true);
    time.jump(3_000_000);
    entity.set('created', 3, { entry: () => false, at: 9_000_000_000_000 });
    expect(entity.get('created')).toBe(3);
    expect((entity.entries('created')[0]?.stamp ?? 0) <= 3_000_000 * 1024).toBe(true);
  });
});
