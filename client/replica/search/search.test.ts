import {
  array,
  assert,
  boolean,
  constantFrom,
  nat,
  option,
  property,
  record,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import { Rows } from '../rows.ts';

const row = (kind: string, id: string, fields: Record<string, RowValue>, at = 1, deleted = false): Row => ({
  kind,
  id,
  at,
  deleted,
  review: [],
  fields,
});
const keyOf = ({ kind, id }: Row): EntityKey => `${kind}/${id}` as EntityKey;

function shopOf(...rows: readonly Row[]) {
  const shop = new Rows(new ManualTime());
  const put = (...some: readonly Row[]): void => {
    for (const each of some) shop.put([{ name: keyOf(each), row: each }]);
  };
  put(...rows);
  const found = (text: string): string[] =>
    shop.search({ text, limit: 20 }).groups.flatMap(({ hits }) => hits.map(({ row: hit }) => keyOf(hit)));
  /** What is marked in the best place of the best hit. */
  const marked = (text: string): readonly string[] => {
    const place = shop.search({ text, limit: 1 }).groups[0]?.hits[0]?.found[0];
    return (place?.ranges ?? []).map(([from, until]) => place?.text.slice(from, until) ?? '');
  };
  return { shop, put, found, marked };
}

describe('search', () => {
  it('FIND-1: finds words without regard to case, accents and order, at the beginning and inside of words', () => {
    const { found, marked } = shopOf(
      row('ticket', 'a', { subject: 'Écran cassé: iPhone 12' }),
      row('ticket', 'b', { subject: 'Łódź kettle', notes: 'Straßenbahn-Modell' }),
    );
    expect(found('ECRAN')).toEqual(['ticket/a']);
    expect(found('phon casse')).toEqual(['ticket/a']);
    expect(found('lodz')).toEqual(['ticket/b']);
    expect(found('strassenb modell')).toEqual(['ticket/b']);
    expect(found('ecran kettle')).toEqual([]);
    expect(found('')).toEqual([]);
    expect(found(' -- ')).toEqual([]);
    expect(marked('ecran')).toEqual(['Écran']);
    expect(marked('rass')).toEqual(['raß']);
  });

  it.each([
    [
      '+44 7700 900123',
      [
        '07700 900123',
        '07700900123',
        '7700900123',
        '+447700900123',
        '0044 7700 900123',
        '+44 (0)7700 900-123',
        '900123',
        '0770',
        '07700 9',
        '4477',
      ],
    ],
    ['07700 900123', ['+44 7700 900123', '+447700', '0044 77', '07700900123', '00123']],
    ['+353 87 123 4567', ['087 123 4567', '00353 87', '353871', '1234567']],
    ['(029) 2087 4000', ['02920874000', '+44 29 2087', '2087 4000', '029 20']],
  ])('FIND-2: the telephone number %s is found in every form that people type', (phone, forms) => {
    const { found } = shopOf(
      row('client', 'a', { name: 'Jones', phone }),
      row('client', 'b', { phone: '01632 960999' }),
    );
    for (const form of forms) expect([form, found(form)]).toEqual([form, ['client/a']]);
    expect(found('07700 999')).toEqual([]);
  });

  it('FIND-2: numbers are found with and without what stands between their parts', () => {
    const { found, marked } = shopOf(
      row('order', 'a', { number: 'RM-10042' }),
      row('device', 'b', { imei: '35 209900 176148 1', serial: 'SN-12 34AB' }),
      row('device', 'c', { imei: '490154203237518' }),
      row('client', 'd', { email: 'Ana.Smith@example.org' }),
    );
    for (const text of ['10042', 'rm-10042', 'RM10042', 'rm 10042', '0042'])
      expect([text, found(text)]).toEqual([text, ['order/a']]);
    for (const text of ['352099001761481', '35 2099 0017 6148 1', '61481', 'sn1234ab', 'SN-1234AB', '1234ab'])
      expect([text, found(text)]).toEqual([text, ['device/b']]);
    expect(found('49 015420 323751 8')).toEqual(['device/c']);
    for (const text of ['ana.smith@example.org', 'smith@exam'])
      expect([text, found(text)]).toEqual([text, ['client/d']]);
    expect(marked('rm10042')).toEqual(['RM-10042']);
    expect(marked('352099001761481')).toEqual(['35 209900 176148 1']);
    expect(marked('0042')).toEqual(['0042']);
  });

  it('FIND-2: what is typed in another form is marked where it stands, or else all of it', () => {
    const { marked } = shopOf(row('client', 'a', { phone: '+44 7700 900123' }));
    expect(marked('7700 900123')).toEqual(['7700 900123']);
    expect(marked('07700900')).toEqual(['7700 900']);
    expect(shopOf(row('client', 'a', { phone: '029 2087 4000' })).marked('4429')).toEqual(['029 2087 4000']);
  });

  it('FIND-3: the best first: a number that is typed, names, other fields, long texts; then the newest', () => {
    const { found } = shopOf(
      row('ticket', 'text', { notes: 'said 10042' }, 9),
      row('ticket', 'part', { subject: 'box100421' }, 8),
      row('ticket', 'new', { subject: '10042' }, 7),
      row('ticket', 'old', { subject: '10042' }, 6),
      row('ticket', 'tag', { tags: ['10042'] }, 5),
      row('order', 'exact', { number: 'RM-10042' }, 1),
    );
    expect(found('10042')).toEqual([
      'order/exact',
      'ticket/new',
      'ticket/old',
      'ticket/part',
      'ticket/tag',
      'ticket/text',
    ]);
  });

  it('FIND-4: a record is found by what it refers to, two steps away, behind those that say it themselves', () => {
    const { found, shop, put } = shopOf(
      row('device', 'd', { order: 'o', model: 'iPhone 12' }, 9),
      row('order', 'o', { client: 'c', number: 'RM-1' }, 9),
      row('client', 'c', { name: 'Zoe Smith' }, 1),
      row('client', 'x', { name: 'Other' }, 1),
      row('device', 'own', { model: 'Smithfone' }, 1),
    );
    expect(found('smith')).toEqual(['client/c', 'device/own', 'device/d', 'order/o']);
    expect(found('smith iphone')).toEqual(['device/d']);
    expect(found('rm-1')).toEqual(['order/o', 'device/d']);
    const [hit] = shop.search({ text: 'smith iphone', limit: 1 }).groups[0]?.hits ?? [];
    expect(hit?.found.map(({ of, field, text }) => [of.kind, field, text])).toEqual([
      ['device', 'model', 'iPhone 12'],
      ['client', 'name', 'Zoe Smith'],
    ]);
    put(row('order', 'o', { client: 'x', number: 'RM-1' }, 9));
    expect(found('smith')).toEqual(['client/c', 'device/own']);
    expect(found('other')).toEqual(['client/x', 'order/o', 'device/d']);
  });

  it('FIND-5: shows edits of a moment ago, hides what is deleted, and groups by kind with the number of hits', () => {
    const { found, shop, put } = shopOf(row('ticket', 'a', { subject: 'Lamp', notes: 'flickers' }));
    put(row('ticket', 'a', { subject: 'Lantern', notes: 'flickers' }));
    expect(found('lamp')).toEqual([]);
    expect(found('lantern flick')).toEqual(['ticket/a']);
    put(row('ticket', 'a', { subject: 'Lantern' }, 2, true));
    expect(found('lantern')).toEqual([]);
    expect(shop.search({ text: 'lantern', limit: 1, includeDeleted: true }).groups[0]?.total).toBe(1);
    put({ ...row('ticket', 'a', { subject: 'Lantern' }, 3, true), review: ['deleted'] });
    expect(found('lantern')).toEqual(['ticket/a']);
    shop.remove(['ticket/a' as EntityKey]);
    expect(found('lantern')).toEqual([]);
    put(...['b', 'c', 'd'].map((id) => row('order', id, { number: `L-${id}` })));
    expect(shop.search({ text: 'l', kinds: ['order'], limit: 2 })).toMatchObject({
      groups: [{ kind: 'order', total: 3, hits: { length: 2 } }],
    });
  });

  it('FIND-5: what may not be read any more is not found for a moment longer', () => {
    const many = Array.from({ length: 40 }, (_, i) => row('employee', `e${i}`, { name: `Jones ${i}` }));
    const { found, shop } = shopOf(row('client', 'a', { name: 'Jones' }), ...many);
    expect(found('jones')).toHaveLength(21);
    shop.withhold(['employee']);
    expect(found('jones')).toEqual(['client/a']);
  });

  it('FIND-6: says that there may be more while records are read, and finds all of them in the end', async () => {
    const turns: (() => void)[] = [];
    const shop = new Rows(new ManualTime(), () => new Promise((resolve) => turns.push(resolve)));
    const many = Array.from({ length: 300 }, (_, i) => row('ticket', `t${i}`, { subject: `lamp ${i}` }));
    shop.put(many.map((each) => ({ name: keyOf(each), row: each })));
    expect(shop.search({ text: 'lamp', limit: 1 }).complete).toBe(false);
    let told = 0;
    shop.anyChanged.subscribe(() => told++);
    for (let next = turns.shift(); next; next = turns.shift()) {
      next();
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(told).toBeGreaterThan(0);
    expect(shop.search({ text: 'lamp', limit: 1 }).groups[0]?.total).toBe(300);
  });

  it('FIND-4: of several numbers that are typed each may stand in another of the records', () => {
    const { found } = shopOf(
      row('client', 'c', { notes: '0770' }),
      row('order', 'd', { client: 'c' }),
      row('device', 'a', { model: 'fax12', order: 'd', issue: 'lamp' }),
    );
    expect(found('12 0770 lamp')).toEqual(['device/a']);
    expect(found('0770 12')).toEqual(['device/a']);
    expect(found('12 0771')).toEqual([]);
    expect(found(Array(16).fill('0770').join(' '))).toEqual(['client/c', 'order/d', 'device/a']);
  });

  const words = ['lamp', 'lamps', 'Ölkanne', 'olk', 'fix', 'fax12', '12', '0770', 'rm'] as const;
  const some: Arbitrary<string> = array(constantFrom(...words), { maxLength: 3 }).map((list) =>
    list.join(' '),
  );
  const id = constantFrom('a', 'b', 'c', 'd');
  const randomRow: Arbitrary<Row> = record({
    id,
    at: nat(4),
    deleted: boolean(),
    kind: constantFrom('client', 'order', 'device'),
    title: some,
    text: some,
    to: option(id),
  }).map(({ kind, title, text, to, ...rest }) => ({
    ...rest,
    kind,
    review: [],
    fields:
      kind === 'client'
        ? { name: title, notes: text }
        : kind === 'order'
          ? { number: title, client: to, notes: text }
          : { model: title, order: to, issue: text },
  }));

  it('FIND-1, FIND-4, FIND-5: after any changes, whatever is typed finds what a look at every record finds', () => {
    assert(
      property(
        array(randomRow, { maxLength: 25 }),
        array(constantFrom(...words, 'o', 'l', 'am', 'x1', '2'), { minLength: 1, maxLength: 3 }),
        (rows, typed) => {
          const shop = new Rows(new ManualTime());
          const all = new Map<EntityKey, Row>();
          for (const each of rows) {
            all.set(keyOf(each), each);
            shop.put([{ name: keyOf(each), row: each }]);
          }
          const { groups } = shop.search({ text: typed.join(' '), limit: 99 });
          const found = groups.flatMap(({ hits }) => hits.map(({ row: hit }) => keyOf(hit)));
          const plain = [...all]
            .filter(([, each]) => !each.deleted && isFound(all, each, typed))
            .map(([name]) => name);
          expect(found.toSorted()).toEqual(plain.toSorted());
          for (const { hits } of groups)
            for (const { found: places } of hits) expect(places.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 300) },
    );
  });
});

/** Whether each word, or digits that are typed one after the other, is in the record or in what it refers to. */
function isFound(all: ReadonlyMap<EntityKey, Row>, row: Row, typed: readonly string[]): boolean {
  const near = refersTo(all, row);
  const rows = [row, ...near, ...near.flatMap((each) => refersTo(all, each))];
  const runs: string[][] = [];
  let digits: string[] = [];
  for (const word of typed.flatMap((each) => plainWords(each))) {
    if (/^\d+$/.test(word)) {
      digits.push(word);
      if (digits.length === 1) runs.push(digits);
    } else {
      digits = [];
      runs.push([word]);
    }
  }
  return runs.every(
    (run) =>
      run.every((word) => rows.some((each) => plainWords(textOf(each)).some((own) => own.includes(word)))) ||
      (run.length > 1 && rows.some((each) => isNumbered(each, run.join('')))) ||
      rows.some((each) => isNumbered(each, run.join(''))) ||
      (/^0\d{4}/.test(run.join('')) && rows.some((each) => isNumbered(each, run.join('').slice(1)))),
  );
}

const isNumbered = (row: Row, part: string): boolean =>
  plainWords(row.fields['number']).join('').includes(part);

const textOf = (row: Row): string =>
  ['name', 'notes', 'number', 'model', 'issue'].map((field) => (row.fields[field] ?? '') as string).join(' ');

const plainWords = (text: unknown): string[] =>
  typeof text === 'string'
    ? text
        .normalize('NFD')
        .replaceAll(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== '')
    : [];

function refersTo(all: ReadonlyMap<EntityKey, Row>, row: Row): Row[] {
  return ['client', 'order'].flatMap(
    (kind) => all.get(`${kind}/${row.fields[kind] as string}` as EntityKey) ?? [],
  );
}
