import { expect, test } from 'vitest';
import { Refusals } from './refusals.ts';

const name = 'device/d1';
const refused = { name, edits: [{ field: 'price', rule: 'role' }] };
const kept = (id: string, value: string, count = 1) => ({
  edits: [{ id, name, field: 'price', rule: 'role', value, count, at: 5 }],
});
const shown = (refusals: Refusals) => refusals.all().map(({ id, value, count }) => ({ id, value, count }));

test('QUAR-6: what is kept of a refusal is the same edit, also when it goes on', () => {
  const refusals = new Refusals(() => 1);
  refusals.heard(refused);
  expect(shown(refusals)).toEqual([{ id: undefined, value: undefined, count: undefined }]);
  refusals.kept(kept('a', '"w"'));
  expect(shown(refusals)).toEqual([{ id: 'a', value: '"w"', count: 1 }]);
  refusals.heard(refused);
  refusals.kept(kept('a', '"wo"', 2));
  expect(shown(refusals)).toEqual([{ id: 'a', value: '"wo"', count: 2 }]);
  refusals.heard(refused);
  refusals.kept(kept('b', '7'));
  expect(shown(refusals).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('QUAR-6: what is told again at the next connection is shown once, and not to who put it away', () => {
  const refusals = new Refusals(() => 1);
  refusals.kept(kept('a', '1'));
  refusals.kept(kept('a', '1'));
  const [edit] = refusals.all();
  expect(refusals.all()).toHaveLength(1);
  if (edit) refusals.dismiss(edit);
  refusals.kept(kept('a', '1'));
  expect(refusals.all()).toEqual([]);
});

test('QUAR-7: what somebody applied or discarded waits for nobody any more', () => {
  const refusals = new Refusals(() => 1);
  let heard = 0;
  refusals.inShop.subscribe(() => heard++);
  refusals.kept(kept('a', '1'));
  refusals.kept(kept('b', '2'));
  refusals.moved({ settled: ['a', 'somebody-elses'] });
  expect(refusals.all().map(({ id }) => id)).toEqual(['b']);
  refusals.moved({ settled: [] });
  expect(heard).toBe(2);
});

test('QUAR-9: whose edit somebody decided about is told so until they put it away; who put the edit away is not', () => {
  const refusals = new Refusals(() => 1);
  for (const id of ['a', 'b']) refusals.kept(kept(id, '1'));
  const own = refusals.all().find(({ id }) => id === 'b');
  if (own) refusals.dismiss(own);
  refusals.moved({ settled: ['a', 'b', 'somebody-elses'] });
  expect(refusals.answered().map(({ id }) => id)).toEqual(['a']);
  refusals.dismissAnswered();
  expect(refusals.answered()).toEqual([]);
});
