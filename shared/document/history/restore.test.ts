import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { replica, sync, thing } from '../scene.ts';
import { mayWrite } from '../writer.ts';
import { presentOf, recordBefore } from './record-at.ts';
import { restore } from './restore.ts';

const may = (): boolean => true;

describe('bringing something back', () => {
  test('HIST-7: works on what was fetched before, in one update, and again changes nothing', () => {
    const mia = replica('mia', 1);
    mia.entity.change(() => {
      mia.entity.set('name', 'Kettle');
      mia.entity.text('notes').insert(0, 'Leaks at the lid.');
      mia.entity.add('tags', 'vip');
    });
    const past = presentOf(thing, mia.doc);
    mia.entity.change(() => {
      mia.entity.set('name', 'Iron');
      mia.entity.set('price', 100);
      mia.entity.text('notes').delete(0, 5);
      mia.entity.remove('tags', 'vip');
      mia.entity.add('tags', 'urgent');
      mia.entity.delete();
    });
    const before = mia.made.length;
    expect(restore(mia.entity, past, { may })).toEqual({
      written: ['name', 'price', 'notes', 'tags', 'deleted'],
      kept: [],
    });
    expect(mia.made).toHaveLength(before + 1);
    expect(presentOf(thing, mia.doc).fields).toEqual(past.fields);
    expect(restore(mia.entity, past, { may })).toEqual({ written: [], kept: [] });
    expect(mia.made).toHaveLength(before + 1);
  });

  test('HIST-7: what others write meanwhile elsewhere in a text stays', () => {
    const mia = replica('mia', 1);
    const tom = replica('tom', 2);
    mia.entity.text('notes').insert(0, 'Leaks at the lid.');
    const past = presentOf(thing, mia.doc);
    mia.entity.text('notes').delete(0, 5);
    mia.entity.text('notes').insert(0, 'Drips');
    sync(mia.doc, tom.doc);
    tom.entity.text('notes').insert(tom.entity.text('notes').length, ' New seal.');
    restore(mia.entity, past, { only: ['notes'], may });
    sync(tom.doc, mia.doc);
    expect(mia.entity.text('notes').toJSON()).toBe('Leaks at the lid. New seal.');
  });

  test('HIST-7: what is in review is settled by it, also in favour of what is shown', () => {
    const [mia, tom] = [replica('mia', 1), replica('tom', 2)];
    mia.entity.set('price', 1);
    const past = presentOf(thing, mia.doc);
    tom.entity.set('price', 2);
    sync(tom.doc, mia.doc);
    expect(mia.entity.reviews()).toHaveLength(1);
    expect(restore(mia.entity, past, { may }).written).toEqual(['price']);
    expect(mia.entity.reviews()).toEqual([]);
    expect(mia.entity.get('price')).toBe(1);
  });

  test('HIST-7: what cannot be written is told with the reason, and the rest is written', () => {
    const fay = replica('fay', 1);
    fay.entity.change(() => {
      fay.entity.set('name', 'Kettle');
      fay.entity.append('stock', { pieces: 1 });
      fay.entity.text('notes').insert(0, 'Leaks.');
    });
    const past = {
      ...presentOf(thing, new Y.Doc()),
      unknown: ['phone'],
    };
    past.fields = { ...past.fields, state: 'a state of an older version', total: 5 };
    const restored = restore(fay.entity, past, {
      may: (field) => mayWrite({ author: 'fay', role: 'front-desk' }, field),
      only: [...thing.fields.keys(), 'nothing'],
    });
    expect(restored).toEqual({
      written: ['name'],
      kept: [
        { field: 'state', because: 'impossible' },
        { field: 'phone', because: 'unknown' },
        { field: 'total', because: 'server-field' },
        { field: 'notes', because: 'role' },
        { field: 'stock', because: 'append-only' },
      ],
    });
  });

  test('HIST-2: a past that does not fit is told as unknown, field by field', () => {
    const mia = replica('mia', 1);
    mia.entity.set('name', 'Kettle');
    mia.entity.text('notes').insert(0, 'Leaks.');
    const steps = [{ keep: 3 }, { insert: 'something else' }];
    const past = recordBefore(presentOf(thing, mia.doc), [
      {
        version: 2,
        part: 1,
        at: 1,
        author: 'mia',
        through: 'app',
        changes: [{ type: 'text', field: 'notes', since: 1, steps }],
      },
    ]);
    expect(past).toMatchObject({ unknown: ['notes'], fields: { name: 'Kettle', notes: null } });
  });
});
