import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { replica, syncAll } from '../../../shared/document/scene.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { promises } from './promises.ts';

const kind = must(kindNamed('appointment'), 'no appointments');

function promise(entity: EntityDocument, times: { start?: number; end?: number }): void {
  entity.change(() => {
    for (const [name, value] of Object.entries(times)) entity.set(name, value);
  });
}

/** Two people who have the same appointment and have not heard of each other since. */
function two() {
  const [ana, ben] = [replica('ana', 1, kind), replica('ben', 2, kind)];
  const meet = (): void => syncAll([ana.doc, ben.doc]);
  promise(ana.entity, { start: 1_000, end: 2_000 });
  meet();
  const short = () =>
    promises(ana.entity)
      .toSorted((a, b) => (a.author < b.author ? -1 : 1))
      .map(({ author, start, end }) => [author, start, end]);
  return { ana: ana.entity, ben: ben.entity, meet, short };
}

test('CAL-6: what two people promised at once is offered with start and end together', () => {
  const { ana, ben, meet, short } = two();
  expect(short()).toEqual([]);
  promise(ana, { start: 3_000, end: 4_000 });
  promise(ben, { start: 5_000, end: 6_000 });
  meet();
  expect(short()).toEqual([
    ['ana', 3_000, 4_000],
    ['ben', 5_000, 6_000],
  ]);
  expect(promises(ben)).toEqual(promises(ana));
});

test('CAL-6: who wrote only one of the two is offered with the other as it stands', () => {
  const { ana, ben, meet, short } = two();
  promise(ana, { end: 2_500 });
  promise(ben, { end: 9_000 });
  meet();
  expect(short()).toEqual([
    ['ana', 1_000, 2_500],
    ['ben', 1_000, 9_000],
  ]);
});

test('CAL-6: keeping one settles both fields, and the same promise twice is none to settle', () => {
  const { ana, ben, meet, short } = two();
  promise(ana, { start: 3_000, end: 4_000 });
  promise(ben, { start: 5_000, end: 6_000 });
  meet();
  const [kept] = promises(ben);
  promise(ben, { start: kept?.start ?? 0, end: kept?.end ?? 0 });
  meet();
  expect(short()).toEqual([]);
  promise(ana, { start: 7_000, end: 8_000 });
  promise(ben, { start: 7_000, end: 8_000 });
  meet();
  expect(short()).toEqual([]);
});
