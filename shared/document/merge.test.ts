import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import type { Value } from '../schema/field.ts';
import { Oracle, type Event } from './oracle.ts';
import { compareText } from './policy.ts';
import { projectRow } from './row.ts';
import { hasPending, reloaded, replica, runs, sync, syncAll, thing, type Scene } from './scene.ts';
import type { LedgerSummary } from './types.ts';

const authors = ['ana', 'bo', '@bridge'] as const;
const year = 365 * 24 * 3_600_000;

type Step =
  | { readonly who: number; readonly event: Event }
  | { readonly from: number; readonly to: number }
  | { readonly who: number; readonly jump: number };

const who = fc.nat({ max: authors.length - 1 });
const register = fc.oneof(
  fc.record({ field: fc.constant('name'), value: fc.constantFrom<Value>('a', 'b', null) }),
  fc.record({ field: fc.constant('state'), value: fc.constantFrom<Value>('new', 'open', 'done') }),
  fc.record({ field: fc.constant('price'), value: fc.constantFrom<Value>(100, 200, null) }),
  fc.record({ field: fc.constant('phone'), value: fc.constantFrom<Value>('1', '2') }),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: register.map((write) => ({ type: 'write' as const, ...write })) },
  fc.constantFrom('x', 'y').map((element) => ({ type: 'add' as const, element })),
  fc.constantFrom('x', 'y').map((element) => ({ type: 'remove' as const, element })),
  fc.integer({ min: -3, max: 3 }).map((pieces) => ({ type: 'append' as const, pieces })),
  fc.constant({ type: 'letter' as const, letter: '' }),
  fc.constant({ type: 'erase' as const }),
  fc.constant({ type: 'delete' as const }),
  fc.constant({ type: 'restore' as const }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ who, event }) },
  { weight: 3, arbitrary: fc.record({ from: who, to: who }) },
  { weight: 1, arbitrary: fc.record({ who, jump: fc.integer({ min: -2 * year, max: 2 * year }) }) },
);
const history = fc.array(step, { minLength: 4, maxLength: 40 });

function play(steps: readonly Step[], after: (scenes: Scene[], oracle: Oracle, who: number) => void) {
  const scenes = authors.map((author, at) => replica(author, at + 1));
  const oracle = new Oracle(authors.length);
  let letters = 0;
  for (const step of steps) {
    if ('jump' in step) {
      scenes[step.who]?.time.jump(1_700_000_000_000 + step.jump);
    } else if ('from' in step) {
      if (step.from === step.to) continue;
      sync((scenes[step.from] as Scene).doc, (scenes[step.to] as Scene).doc);
      oracle.sync(step.from, step.to);
      after(scenes, oracle, step.to);
    } else {
      const event =
        step.event.type === 'letter'
          ? { ...step.event, letter: String.fromCodePoint(0x4e00 + letters++) }
          : step.event;
      act(scenes[step.who] as Scene, event);
      oracle.happen(step.who, event);
      after(scenes, oracle, step.who);
    }
  }
  return { scenes, oracle };
}

function act({ entity }: Scene, event: Event): void {
  switch (event.type) {
    case 'write':
      return entity.set(event.field, event.value);
    case 'add':
      return entity.add('tags', event.element);
    case 'remove':
      return entity.remove('tags', event.element);
    case 'append':
      return void entity.append('stock', { pieces: event.pieces });
    case 'letter': {
      const text = entity.text('notes');
      return text.insert(Math.floor(text.length / 2), event.letter);
    }
    case 'erase': {
      const text = entity.text('notes');
      return text.delete(0, text.length);
    }
    case 'delete':
      return entity.delete();
    case 'restore':
      return entity.restore();
  }
}

const written = ['name', 'state', 'price', 'phone'];

const order = (values: readonly Value[]): string[] =>
  values.map((value) => JSON.stringify(value)).sort(compareText);

function compare({ entity, doc }: Scene, oracle: Oracle, who: number): void {
  for (const field of written) {
    const entries = entity.entries(field);
    expect(order(entries.map(({ value }) => value))).toEqual(order(oracle.values(who, field)));
    expect(entity.get(field)).toEqual(entries[0]?.value ?? null);
  }
  expect(entity.elements('tags')).toEqual(oracle.elements(who));
  const row = projectRow(thing, 'x', doc);
  expect(
    Array.from(row.fields['notes'] as string)
      .sort(compareText)
      .join(''),
  ).toEqual(oracle.letters(who));
  const stock = row.fields['stock'] as LedgerSummary;
  expect([stock.count, stock.sum]).toEqual([oracle.count(who), oracle.sum(who)]);
  const review = ['state', 'price'].filter((field) => oracle.inReview(who, field));
  if (oracle.deletionInReview(who, written)) review.push('deleted');
  expect(row.review).toEqual(review);
  expect(entity.reviews().map(({ field }) => field)).toEqual(review);
}

/** Everything that can be observed of a document. */
const observed = (doc: Y.Doc): unknown => ({
  row: projectRow(thing, 'x', doc),
  registers: doc.getArray('registers').toJSON(),
  stock: doc.getArray('log:stock').toJSON(),
  snapshot: [...Y.encodeSnapshot(Y.snapshot(doc))],
});

describe('merging', () => {
  test('MERGE-1, MERGE-3, MERGE-8: a replica shows in review exactly what a vector-clock model says was concurrent and differs', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { scenes, oracle } = play(steps, (all, model, at) => compare(all[at] as Scene, model, at));
        syncAll(scenes.map(({ doc }) => doc));
        for (let round = 0; round < 2; round++) {
          for (const from of authors.keys()) for (const to of authors.keys()) oracle.sync(from, to);
        }
        for (const at of authors.keys()) compare(scenes[at] as Scene, oracle, at);
      }),
      { numRuns: runs(300) },
    );
  });

  test('MERGE-9: any order, duplication and grouping of updates gives the same state and the same row', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat({ max: 1_000_000 })), (steps, choices) => {
        const { scenes } = play(steps, () => undefined);
        syncAll(scenes.map(({ doc }) => doc));
        const expected = observed((scenes[0] as Scene).doc);
        for (const { doc } of scenes) expect(observed(doc)).toEqual(expected);

        const next = (below: number): number => (choices.next().value ?? 0) % below;
        const updates = scenes.flatMap(({ made }) => made);
        for (const extra of updates.slice(0, next(4))) updates.push(extra);
        const shuffled = updates
          .map((update) => ({ update, at: next(1_000_000) }))
          .sort((a, b) => a.at - b.at)
          .map(({ update }) => update);
        const fresh = new Y.Doc();
        while (shuffled.length > 0) {
          const group = shuffled.splice(0, 1 + next(4));
          Y.applyUpdate(fresh, group.length > 1 ? Y.mergeUpdates(group) : (group[0] as Uint8Array));
        }
        expect(hasPending(fresh)).toBe(false);
        expect(observed(fresh)).toEqual(expected);
      }),
      { numRuns: runs(150) },
    );
  });

  test('MERGE-10: a reload changes nothing', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { scenes } = play(steps, () => undefined);
        for (const { doc } of scenes) expect(observed(reloaded(doc))).toEqual(observed(doc));
      }),
      { numRuns: runs(100) },
    );
  });
});
