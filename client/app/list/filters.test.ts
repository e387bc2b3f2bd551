import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { chosenBy, filterFields, sortChoices } from './filters.ts';

const device = must(kinds.get('device'), 'no devices');
const here = { user: 'ben', today: '2026-11-25' };
const chosen = (query: string) => chosenBy(device, new URLSearchParams(query), here);

test('APP-17: what a list can be filtered by comes from the schema', () => {
  expect(filterFields(device).map(({ name, type }) => `${name} ${type}`)).toEqual(
    expect.arrayContaining([
      'status choice',
      'engineer person',
      'readyBy due',
      'location text',
      'priority choice',
    ]),
  );
  expect(filterFields(must(kinds.get('client'), 'no clients'))).toEqual([]);
});

test.each<[string, object]>([
  ['status=repairing', { status: 'repairing' }],
  ['engineer=me', { engineer: 'ben' }],
  ['engineer=none', { engineer: null }],
  ['engineer=dee', { engineer: 'dee' }],
  ['readyBy=overdue', { readyBy: { before: '2026-11-25' } }],
  ['readyBy=today', { readyBy: { from: '2026-11-25', before: '2026-11-26' } }],
  ['readyBy=week', { readyBy: { from: '2026-11-25', before: '2026-11-30' } }],
  ['location=Bay+2&priority=urgent', { location: 'Bay 2', priority: 'urgent' }],
])('APP-17: %s in the address filters', (query, where) => {
  expect(chosen(query).filter.where).toEqual(where);
});

test.each(['status=flying', 'readyBy=never', 'nonsense=1', 'status=', 'sort=__proto__'])(
  'APP-17: %s filters and sorts nothing',
  (query) => {
    expect(chosen(query)).toEqual({ filter: { where: {} }, sort: undefined, active: [] });
  },
);

test('APP-17: open questions, deleted records and an order can be asked for', () => {
  const { filter, sort, active } = chosen('review=yes&deleted=yes&sort=due');
  expect(filter).toMatchObject({ inReview: true, includeDeleted: true });
  expect(sort).toEqual({ by: 'readyBy' });
  expect(active).toEqual(['review', 'deleted']);
  expect(sortChoices(must(kinds.get('client'), 'no clients')).map(({ name }) => name)).not.toContain('due');
});
