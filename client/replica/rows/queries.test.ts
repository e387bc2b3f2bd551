/** Lists, counts and references after random changes, against a plain recomputation from all rows. */
import {
  array,
  assert,
  boolean,
  constantFrom,
  nat,
  option,
  property,
  record,
  uniqueArray,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Value } from '../../../shared/schema/field.ts';
import type { Match, RowFilter, Sort } from '../queries.ts';
import { Rows } from '../rows.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const places = ['Cardiff', 'Barry', ''] as const;
const statuses = ['received', 'repairing', 'ready'] as const;
const days = ['2026-01-09', '2026-01-10', '2026-02-01'] as const;
const numbers = ['RM-9', 'RM-10', 'RM-100', 'rm-2', ''] as const;

const order = record({
  kind: constantFrom('order'),
  id: constantFrom(...ids),
  at: nat(5),
  deleted: boolean(),
  review: constantFrom<string[]>([], ['deleted'], ['number']),
  fields: record({ number: constantFrom(...numbers), location: option(constantFrom(...places)) }),
});
const device = record({
  kind: constantFrom('device'),
  id: constantFrom(...ids, 'g', 'h', 'i', 'j'),
  at: nat(5),
  deleted: boolean(),
  review: constantFrom<string[]>([], [], ['status']),
  fields: record({
    order: option(constantFrom(...ids)),
    status: option(constantFrom(...statuses)),
    readyBy: option(constantFrom(...days)),
    price: option(nat(3)),
    accessories: uniqueArray(constantFrom('case', 'charger')),
  }),
});
const changes: Arbitrary<Row[][]> = array(array<Row>(constantOf(order, device), { maxLength: 40 }), {
  maxLength: 6,
});

function constantOf(...either: readonly [typeof order, typeof device]): Arbitrary<Row> {
  return boolean().chain((first): Arbitrary<Row> => (first ? either[0] : either[1]));
}

const filters: readonly RowFilter[] = [
  {},
  { includeDeleted: true },
  { inReview: true },
  { where: { status: 'ready' } },
  { where: { status: ['ready', 'repairing', null] } },
  { where: { readyBy: { before: '2026-02-01' } } },
  { where: { readyBy: { from: '2026-01-10' }, price: { from: 1, before: 3 } } },
  { where: { readyBy: null } },
  { where: { accessories: 'case' } },
  { where: { accessories: null }, includeDeleted: true },
  { where: { order: 'a' } },
  { where: { 'order.location': 'Cardiff' } },
  { where: { 'order.location': [null, 'Barry'], status: 'ready' } },
  { where: { 'order.updated': { from: 3 } } },
];
const sorts: readonly Sort[] = [
  { by: 'updated', descending: true },
  { by: 'updated' },
  { by: 'readyBy' },
  { by: 'readyBy', descending: true },
  { by: 'price' },
];

const keyOf = (row: Row): EntityKey => `${row.kind}/${row.id}` as EntityKey;

/** As one would write it if there were ten rows. */
function expected(all: ReadonlyMap<EntityKey, Row>, filter: RowFilter, sort: Sort): string[] {
  const rows = [...all.values()].filter(
    (row) =>
      row.kind === 'device' &&
      (filter.includeDeleted === true || !row.deleted || row.review.includes('deleted')) &&
      (filter.inReview !== true || row.review.length > 0) &&
      Object.entries(filter.where ?? {}).every(([path, match]) => holds(valueAt(all, row, path), match)),
  );
  const sortValue = (row: Row): number | string | null => {
    const value = sort.by === 'updated' ? row.at : row.fields[sort.by];
    return typeof value === 'number' || typeof value === 'string' ? value : null;
  };
  rows.sort((a, b) => {
    const [x, y] = [sortValue(a), sortValue(b)];
    const turn = sort.descending === true ? -1 : 1;
    if (x !== y) return x === null ? 1 : y === null ? -1 : x < y ? -turn : turn;
    return b.at - a.at || (keyOf(a) < keyOf(b) ? -1 : 1);
  });
  return rows.map(({ id }) => id);
}

function valueAt(all: ReadonlyMap<EntityKey, Row>, row: Row, path: string): unknown {
  const [first = '', second] = path.split('.');
  if (second === undefined) return row.fields[first];
  const other = all.get(`${first}/${row.fields[first] as string}` as EntityKey);
  return second === 'updated' ? other?.at : other?.fields[second];
}

function holds(value: unknown, match: Match): boolean {
  const there: readonly unknown[] = Array.isArray(value) ? value : [value];
  const empty = there.every((each) => each === null || each === undefined || each === '');
  if (Array.isArray(match)) return match.some((each: Value) => holds(value, each));
  if (match === null) return empty;
  if (typeof match !== 'object') return there.includes(match);
  const { from, before } = match as { from?: string | number; before?: string | number };
  return (
    !empty &&
    there.every(
      (each) =>
        !(from !== undefined && (each as number) < (from as number)) &&
        !(before !== undefined && (each as number) >= (before as number)),
    )
  );
}

/** Puts a batch into both; the last moment stands for a record of which nothing is left. */
function take(rows: Rows, all: Map<EntityKey, Row>, batch: readonly Row[]): void {
  rows.put(batch.map((row) => ({ name: keyOf(row), row })));
  for (const row of batch) all.set(keyOf(row), row);
  const gone = batch.filter(({ at }) => at === 5).map(keyOf);
  rows.remove(gone);
  for (const name of gone) all.delete(name);
}

const runs = { numRuns: Number(process.env['SOLDER_RUNS'] ?? 60) };

describe('lists, counts and references', () => {
  it('LIST-1, LIST-2, READ-5: are after every change what a fresh look at all rows gives', () => {
    assert(
      property(changes, boolean(), (batches, before) => {
        const rows = new Rows(new ManualTime());
        const all = new Map<EntityKey, Row>();
        const look = (): void => {
          for (const filter of filters) {
            for (const sort of sorts) {
              const { rows: found, total } = rows.query({ kind: 'device', ...filter, sort, limit: 99 });
              expect(found.map(({ id }) => id)).toEqual(expected(all, filter, sort));
              expect(total).toBe(found.length);
            }
            const counted = new Map<Value, number>();
            for (const id of expected(all, filter, sorts[0] as Sort)) {
              const status = (all.get(`device/${id}` as EntityKey)?.fields['status'] ?? null) as Value;
              counted.set(status, (counted.get(status) ?? 0) + 1);
            }
            expect(rows.counts({ kind: 'device', field: 'status', ...filter })).toEqual(counted);
          }
        };
        // Lists that were made before the rows came, and lists that are made of all of them at once.
        if (before) look();
        for (const batch of batches) {
          take(rows, all, batch);
          if (before) look();
        }
        look();
        // A kind that is withheld is as if nothing of it had ever come, and comes back.
        expect(rows.withhold(['order'])).toEqual([]);
        const orders = [...all].filter(([name]) => name.startsWith('order/'));
        for (const [name] of orders) all.delete(name);
        look();
        rows.put(orders.map(([name, row]) => ({ name, row })));
        look();
        expect(rows.withhold([])).toEqual(['order']);
        rows.put(orders.map(([name, row]) => ({ name, row })));
        for (const [name, row] of orders) all.set(name, row);
        look();
      }),
      runs,
    );
  });

  it('LIST-3: who refers to a record is known after every change', () => {
    assert(
      property(changes, (batches) => {
        const rows = new Rows(new ManualTime());
        const all = new Map<EntityKey, Row>();
        for (const batch of batches) {
          take(rows, all, batch);
          for (const id of ids) {
            const filter = { where: { order: id }, includeDeleted: true };
            expect(
              rows
                .referring({ kind: 'device', field: 'order', id, includeDeleted: true })
                .map((row) => row.id),
            ).toEqual(expected(all, filter, { by: 'updated', descending: true }));
          }
        }
      }),
      runs,
    );
  });

  it('LIST-1: numbers inside texts sort as numbers, and nothing comes last', () => {
    const rows = new Rows(new ManualTime());
    const numbered = ['RM-100', '', 'RM-9', 'rm-10', 'RM-0011'];
    rows.put(
      numbered.map((number, at) => ({
        name: `order/${at}` as EntityKey,
        row: { kind: 'order', id: String(at), at, deleted: false, review: [], fields: { number } },
      })),
    );
    const sorted = (descending: boolean): unknown[] =>
      rows
        .query({ kind: 'order', sort: { by: 'number', descending }, limit: 9 })
        .rows.map(({ fields }) => fields['number']);
    expect(sorted(false)).toEqual(['RM-9', 'rm-10', 'RM-0011', 'RM-100', '']);
    expect(sorted(true)).toEqual(['RM-100', 'RM-0011', 'rm-10', 'RM-9', '']);
  });
});
