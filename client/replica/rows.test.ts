import { array, assert, boolean, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Row } from '../../shared/document/types.ts';
import { queryWords } from './fold-text.ts';
import { Rows } from './rows.ts';

const row = (id: string, at: number, subject = '', deleted = false): Row => ({
  kind: 'ticket',
  id,
  at,
  deleted,
  review: [],
  fields: { subject },
});
const listed = (one: Row) => ({ name: `ticket/${one.id}` as EntityKey, row: one });
const list = (): Rows => new Rows(new ManualTime());
const query = (rows: Rows, text = '', includeDeleted = false) =>
  rows.query({ kind: 'ticket', text, includeDeleted, limit: 1_000 });

describe('rows in memory', () => {
  it('REPL-13: a deleted record stays listed and found while its deletion is in review', () => {
    const rows = list();
    const asked: Row = { ...row('1', 1, 'lamp', true), review: ['deleted'] };
    rows.put([asked, row('2', 2, 'lamp', true)].map(listed));
    expect(query(rows)).toEqual({ rows: [asked], total: 1 });
    expect(query(rows, 'lamp')).toEqual({ rows: [asked], total: 1 });
    rows.put([{ ...asked, review: [] }].map(listed));
    expect(query(rows).total).toBe(0);
  });

  it('ERASE-6: a page that was in the making, or another tab, brings no row back of what was erased', () => {
    const rows = list();
    rows.put([row('1', 1), row('2', 2)].map(listed));
    rows.erase(['ticket/1' as EntityKey, 'ticket/3' as EntityKey]);
    rows.put([row('1', 3), row('3', 3), row('4', 4)].map(listed));
    rows.putStored([
      { name: 'ticket/1' as EntityKey, kind: 'ticket', id: '1', at: 5, json: JSON.stringify(row('1', 5)) },
    ]);
    expect(query(rows).rows.map(({ id }) => id)).toEqual(['4', '2']);
  });

  it('REPL-13: stay newest first and hold each record once, however they come in', () => {
    const one = record({ id: nat(60).map(String), at: nat(40), deleted: boolean() });
    assert(
      property(array(array(one, { maxLength: 60 }), { maxLength: 8 }), (batches) => {
        const rows = list();
        const expected = new Map<string, Row>();
        for (const batch of batches) {
          const some = batch.map(({ id, at, deleted }) => row(id, at, id, deleted));
          rows.put(some.map(listed));
          for (const each of some) expected.set(each.id, each);
        }
        const all = [...expected.values()].sort(
          (a, b) => b.at - a.at || (`ticket/${a.id}` < `ticket/${b.id}` ? -1 : 1),
        );
        expect(query(rows, '', true).rows).toEqual(all);
        expect(query(rows, '', true).total).toBe(expected.size);
        expect(query(rows).total).toBe(all.filter(({ deleted }) => !deleted).length);
      }),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 200) },
    );
  });

  it('REPL-17: a filter finds all words, without regard to case, accents and order, and follows changes', () => {
    const rows = list();
    rows.put(
      [row('1', 3, 'Écran cassé, iPhone 12'), row('2', 2, 'iphone battery'), row('3', 1, 'Kettle')].map(
        listed,
      ),
    );
    const find = (text: string): string[] => query(rows, text).rows.map(({ id }) => id);
    expect(find('IPHONE')).toEqual(['1', '2']);
    expect(find('iphone e')).toEqual(['1', '2']);
    expect(find('casse  ecran')).toEqual(['1']);
    expect(find('casse ecranx')).toEqual([]);
    rows.put([listed(row('3', 9, 'Kettle for iphone'))]);
    expect(find('iphone')).toEqual(['3', '1', '2']);
    expect(rows.query({ kind: 'ticket', text: 'iphone', offset: 1, limit: 1 })).toMatchObject({
      rows: [{ id: '1' }],
      total: 3,
    });
    expect(queryWords('  ÀB  c ')).toEqual(['ab', 'c']);
  });
});
