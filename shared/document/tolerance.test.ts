/** What readers make of documents that another version, or somebody hostile, has written into. */
import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { stampAt } from '../lib/stamp.ts';
import { kind, latest, ledger, review, set, text } from '../schema/declare.ts';
import { staff } from '../schema/roles.ts';
import { line, whole } from '../schema/scalar.ts';
import { projectRow, projectUnknown } from './row.ts';
import { reloaded, replica, runs, sync, syncAll, thing } from './scene.ts';

const stamp = stampAt(1_700_000_000_000);
const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '', 'deleted\u0000'];

const pieces = { pieces: { scalar: whole(-9, 9), label: 'Pieces' } };
const amount = (entry: Readonly<Record<string, unknown>>): number => Number(entry['pieces']);
const old = kind('thing', 'Thing', 'Things', ['name'], {
  name: latest('Name', line(), 'low', staff),
  color: review('Colour', line(), 'low', staff),
  labels: set('Labels', line(), 'low', staff),
  remarks: text('Remarks', 1_000, 'low', staff),
  moves: ledger('Moves', pieces, 'low', staff, { amount }),
});
/** One version later: everything but the name was renamed, and a field was added. */
const renamed = kind('thing', 'Thing', 'Things', ['name'], {
  name: latest('Name', line(), 'low', staff),
  colour: review('Colour', line(), 'low', staff, { aliases: ['color'] }),
  tags: set('Tags', line(), 'low', staff, { aliases: ['labels'] }),
  notes: text('Notes', 1_000, 'low', staff, { aliases: ['remarks'] }),
  stock: ledger('Stock', pieces, 'low', staff, { amount, aliases: ['moves'] }),
  bench: latest('Bench', line(), 'low', staff),
});

describe('versions', () => {
  test('SCHEMA-4: an entry under a former name is read; a write replaces it under the new name', () => {
    const [before, now] = [replica('ana', 1, old), replica('bo', 2, renamed)];
    before.entity.set('color', 'black');
    before.entity.add('labels', 'urgent');
    sync(before.doc, now.doc);
    expect(now.entity.get('colour')).toBe('black');
    expect(now.entity.elements('tags')).toEqual(['urgent']);
    now.entity.set('colour', 'white');
    now.entity.remove('tags', 'urgent');
    expect(now.doc.getArray('registers').toJSON()).toEqual([
      ['colour', 'white', expect.any(Number) as number, 'bo'],
    ]);
  });

  test('SCHEMA-4: concurrent writes under the old and the new name are concurrent writes of one field', () => {
    const [before, now] = [replica('ana', 1, old), replica('bo', 2, renamed)];
    before.entity.set('color', 'black');
    now.entity.set('colour', 'white');
    syncAll([before.doc, now.doc]);
    expect(
      now.entity.reviews().map(({ entries }) => entries.map(({ field, value }) => [field, value])),
    ).toEqual([
      [
        ['colour', 'white'],
        ['colour', 'black'],
      ],
    ]);
  });

  test('SCHEMA-5: a renamed text or ledger stays where it was, so both versions edit the same one', () => {
    const [before, now] = [replica('ana', 1, old), replica('bo', 2, renamed)];
    before.entity.text('remarks').insert(0, 'old ');
    now.entity.text('notes').insert(0, 'new ');
    before.entity.append('moves', { pieces: -1 });
    now.entity.append('stock', { pieces: -1 });
    syncAll([before.doc, now.doc]);
    expect(before.entity.text('remarks').toJSON()).toHaveLength(8);
    expect(now.entity.text('notes').toJSON()).toBe(before.entity.text('remarks').toJSON());
    const row = projectRow(renamed, 'x', now.doc);
    expect(row.fields['stock']).toMatchObject({ count: 2, sum: -2 });
    expect(projectRow(old, 'x', now.doc).fields['moves']).toEqual(row.fields['stock']);
  });

  test('SCHEMA-6: a version behind and a version ahead edit together and nothing is lost', () => {
    const edit = fc.record({
      ahead: fc.boolean(),
      what: fc.constantFrom('colour', 'tag', 'letter', 'move', 'bench', 'sync'),
      value: fc.nat({ max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const [behind, ahead] = [replica('ana', 1, old), replica('bo', 2, renamed)];
        let [letters, sum, bench] = [0, 0, null as string | null];
        const tags = new Set<string>();
        for (const { ahead: isAhead, what, value } of edits) {
          const { entity } = isAhead ? ahead : behind;
          if (what === 'sync') syncAll([behind.doc, ahead.doc]);
          if (what === 'colour') entity.set(isAhead ? 'colour' : 'color', `c${value}`);
          if (what === 'tag') {
            entity.add(isAhead ? 'tags' : 'labels', `t${value}`);
            tags.add(`t${value}`);
          }
          if (what === 'letter') {
            entity.text(isAhead ? 'notes' : 'remarks').insert(0, 'x');
            letters++;
          }
          if (what === 'move') {
            entity.append(isAhead ? 'stock' : 'moves', { pieces: value });
            sum += value;
          }
          if (what === 'bench' && isAhead) {
            bench = `b${value}`;
            entity.set('bench', bench);
          }
        }
        syncAll([behind.doc, ahead.doc]);
        const row = projectRow(renamed, 'x', ahead.doc);
        expect(projectRow(renamed, 'x', behind.doc)).toEqual(row);
        expect(new Set(row.fields['tags'] as string[])).toEqual(tags);
        expect(row.fields['notes']).toHaveLength(letters);
        expect(row.fields['stock']).toMatchObject({ sum });
        expect(row.fields['bench']).toBe(bench);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('hostile and unknown content', () => {
  test('SCHEMA-7: what is no entry, or of no readable type, is shown to nobody and left where it is', () => {
    const { doc, entity } = replica('ana', 1);
    entity.set('name', 'Good');
    const junk: unknown[] = [
      'word',
      7,
      null,
      [],
      ['name'],
      ['name', 'x', stamp],
      ['name', 'x', -1, 'ana'],
      ['name', 'x', 1.5, 'ana'],
      ['name', { deep: 1 }, stamp, 'ana'],
      ['name', 5, stamp, 'ana'],
      ['name', 'x', stamp, 'ana', 'more'],
      [['name'], 'x', stamp, 'ana'],
      ['deleted', 'seen:garbage', stamp, 'ana'],
      ['deleted', true, stamp, 'ana'],
      ['tags', null, stamp, 'ana'],
      ['notes', 'a text is no register', stamp, 'ana'],
      ['later', 'x', stamp, 'ana'],
    ];
    doc.getArray('registers').push(junk);
    doc.getArray('registers').push([new Y.Map(), new Uint8Array([1])]);
    doc
      .getArray('log:stock')
      .push(['word', null, [], {}, { id: 'a', at: 1, by: 'x' }, { id: 'b', at: -1, by: 'x', pieces: 1 }]);
    doc.getText('text:notes').insertEmbed(0, { image: 1 });
    doc.getText('text:notes').insert(0, 'Prose');
    const row = projectRow(thing, 'x', doc);
    expect(row).toMatchObject({ deleted: false, review: [] });
    expect(row.fields).toMatchObject({ name: 'Good', notes: 'Prose', tags: [] });
    expect(row.fields['stock']).toEqual({ count: 0, sum: 0, last: 0 });
    entity.set('name', 'Better');
    entity.delete();
    entity.restore();
    expect(projectRow(thing, 'x', doc).fields['name']).toBe('Better');
    expect(doc.getArray('registers').length).toBe(junk.length + 4);
  });

  test('SCHEMA-7: hostile names are only names', () => {
    const names = fc.constantFrom(...hostile);
    fc.assert(
      fc.property(names, names, names, (field, id, value) => {
        const { doc, entity } = replica('ana', 1);
        entity.set('name', value);
        if (value !== '') entity.add('tags', value.slice(0, 20));
        doc.getArray('registers').push([[field, value, stamp, id]]);
        // Yjs itself takes no object whose constructor is replaced; such a part is tried in the tests of admitting.
        if (field !== 'constructor') {
          doc.getArray('log:stock').push([{ id: 'ok', at: 1, by: 'x', pieces: 1, [field]: 1 }]);
        }
        doc.getArray('log:stock').push([{ id, at: 1, by: 'x', pieces: 1 }]);
        doc.getArray(`log:${field}`).push([1]);
        doc.getText(`text:${id}x`).insert(0, 'x');
        const row = projectRow(thing, id, reloaded(doc));
        expect(row.fields['name']).toBe(value);
        expect(Object.getPrototypeOf(row.fields)).toBeNull();
        expect(Object.keys(row.fields)).toEqual([...thing.fields.keys()]);
        expect(row).toEqual(projectRow(thing, id, doc));
        expect(JSON.parse(JSON.stringify(row))).toMatchObject({ id, fields: { name: value } });
        for (const { parts } of entity.ledger('stock')) expect(Object.getPrototypeOf(parts)).toBeNull();
        expect(projectUnknown(field, id, doc)).toMatchObject({ kind: field, id, review: [], fields: {} });
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  test('SCHEMA-7: a part that forges a prototype shows nothing', () => {
    const { doc, entity } = replica('ana', 1);
    const forged = JSON.parse('{"id":"a","at":1,"by":"x","__proto__":{"pieces":5}}') as object;
    doc.getArray('log:stock').push([forged]);
    const other = reloaded(doc);
    expect(projectRow(thing, 'x', other).fields['stock']).toEqual({ count: 0, sum: 0, last: 0 });
    expect(entity.ledger('stock')).toEqual([]);
  });

  test('ROW-1: a row has every declared field, is JSON as it stands, and knows when it was last written', () => {
    const { doc, entity, time } = replica('ana', 1);
    entity.set('name', 'First');
    time.jump(1_700_000_009_000);
    entity.append('stock', { pieces: 2 });
    const row = projectRow(thing, 'x', doc);
    expect(JSON.parse(JSON.stringify(row))).toEqual({
      kind: 'thing',
      id: 'x',
      at: 1_700_000_009_000,
      deleted: false,
      review: [],
      fields: {
        name: 'First',
        state: null,
        price: null,
        phone: null,
        total: null,
        notes: '',
        tags: [],
        stock: { count: 1, sum: 2, last: 1_700_000_009_000 },
        created: null,
        deleted: false,
      },
    });
  });

  test('ROW-2: the row of an unknown kind has what every record has', () => {
    const { doc, entity } = replica('ana', 1);
    entity.set('name', 'First');
    expect(projectUnknown('later', 'x', doc)).toEqual({
      kind: 'later',
      id: 'x',
      at: 1_700_000_000_000,
      deleted: false,
      review: [],
      fields: {},
    });
  });
});
