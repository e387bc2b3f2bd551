import { expect, test } from 'vitest';
import { kind, latest, text } from '../../../../shared/schema/declare.ts';
import { kinds } from '../../../../shared/schema/kinds.ts';
import { staff } from '../../../../shared/schema/roles.ts';
import { line } from '../../../../shared/schema/scalar.ts';
import { checkValue } from '../../../../shared/schema/value.ts';
import { layouts } from './layouts.ts';
import { planOf } from './plan-of.ts';

const loaner = kind('loaner', 'Loaner', 'Loaners', ['name'], {
  story: text('Story', 100, 'low', staff),
  name: latest('Name', line(), 'low', staff),
});

test('RECORD-6: a kind that no layout knows is laid out by its schema, what is short first', () => {
  expect(planOf(loaner, undefined)).toEqual([{ title: 'Details', fields: ['name', 'story'] }]);
});

test('RECORD-6: a field that a layout does not mention comes last, and one that the schema lacks is left out', () => {
  const plan = planOf(loaner, {
    sections: [
      { title: 'Tale', fields: ['story', 'gone'] },
      { title: 'Nothing', fields: ['gone'] },
    ],
  });
  expect(plan).toEqual([
    { title: 'Tale', fields: ['story'] },
    { title: 'More', fields: ['name'] },
  ]);
});

test.each([...kinds.values()])('RECORD-6: every field of $name is shown exactly once', (declared) => {
  const layout = layouts.get(declared.name);
  const placed = [
    ...planOf(declared, layout).flatMap(({ fields }) => fields),
    ...(layout?.within ?? []),
    'created',
    'deleted',
  ];
  expect(placed.toSorted()).toEqual([...declared.fields.keys()].toSorted());
  const titles = planOf(declared, layout).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test.each([...layouts])(
  'RECORD-6: the layout of %s names fields that there are, and begins with values that are legal',
  (name, layout) => {
    const fields = kinds.get(name)?.fields;
    const named = [...layout.sections.flatMap((section) => section.fields), ...(layout.within ?? [])];
    expect(named.filter((field) => !fields?.has(field))).toEqual([]);
    for (const [field, value] of Object.entries(layout.begins ?? {})) {
      const declared = fields?.get(field);
      expect(declared && 'scalar' in declared && checkValue(declared.scalar, value), field).toBeUndefined();
    }
  },
);
