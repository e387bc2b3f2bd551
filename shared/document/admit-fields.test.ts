import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/assert.ts';
import { admit } from './admit.ts';
import { admitted, entry, expectConverged, person, priced, rowOf, toldTo } from './admit.scene.ts';
import { visibleItems } from './visible-items.ts';
import { thing } from './scene.ts';

describe('refusing by field', () => {
  test.each<[string, unknown]>([
    ['a date', new Date(0)],
    ['a big number', 12n],
    ['nothing', undefined],
    ['an object', { a: 1 }],
    ['a list', ['new']],
    ['a number that is none', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['a word that is not listed', 'broken'],
    ['a value of another type', 7],
  ])('REFUSE-2: %s is no state', (_what, value) => {
    const scene = priced();
    const tom = person(scene, 'tom');
    tom.entity.set('state', 'new');
    tom.doc.transact(() => {
      tom.doc.getArray('registers').delete(tom.doc.getArray('registers').length - 1, 1);
      tom.doc.getArray('registers').push([entry('state', value, 'tom')]);
    });
    tom.entity.text('notes').insert(0, 'Still here. ');
    scene.settle();
    expect(rowOf(scene.observer).fields).toMatchObject({ state: 'new', notes: 'Still here. Screen broken.' });
    expect(scene.told).toHaveLength(1);
    expect(scene.told[0]?.refusal.rule).toBe('schema');
    expect(JSON.parse(JSON.stringify(scene.told))).toEqual(scene.told);
    expectConverged(scene);
  });

  test('REFUSE-2: nested types, bytes, texts and keys in the registers, embeds and formats in a text are taken out', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    const registers = tom.doc.getArray('registers');
    tom.doc.transact(() => registers.push([new Y.Map([['a', 1]]), new Uint8Array([1]), 'word', 5, null]));
    tom.doc.transact(() => {
      const text = tom.entity.text('notes');
      text.insertEmbed(0, { image: 'x' });
      text.format(0, 6, { bold: true });
      text.insert(0, 'Letters stay. ');
    });
    scene.settle();
    expect(rowOf(scene.observer).fields['notes']).toBe('Letters stay. Screen broken.');
    expect(scene.observer.getText('text:notes').toDelta()).toEqual([
      { insert: 'Letters stay. Screen broken.' },
    ]);
    expect(scene.observer.getArray('registers').length).toBe(1);
    expectConverged(scene);

    const keyed = new Y.Doc();
    keyed.getMap('registers').set('price', 'hidden');
    keyed.getMap('text:notes').set('price', 'hidden');
    const { refusals } = admitted(
      admit(scene.relay, Y.encodeStateAsUpdate(keyed), { kind: thing, author: 'tom', role: 'technician' }),
    );
    expect(refusals.map(({ rule }) => rule)).toEqual(['schema', 'schema']);
    expect(new TextDecoder().decode(Y.encodeStateAsUpdate(scene.relay))).not.toContain('hidden');
  });

  test('REFUSE-3: nobody writes in the name of another, in registers or ledgers', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    tom.doc.getArray('registers').push([entry('name', 'By the manager', 'mia')]);
    tom.doc.getArray('log:stock').push([{ id: 'a1', at: 1, by: '@relay', pieces: 9 }]);
    scene.settle();
    expect(toldTo(scene, 'tom')).toEqual(['name: author', 'stock: author']);
    expect(rowOf(scene.observer).fields).toMatchObject({ name: null, stock: { count: 1, sum: 4 } });
    expectConverged(scene);
  });

  test('REFUSE-4: a field of the relay takes no value of a person and loses none to one', () => {
    const scene = priced();
    person(scene, '@relay').entity.set('total', 12);
    scene.settle();
    const mia = person(scene, 'mia');
    mia.doc.transact(() => {
      const registers = mia.doc.getArray('registers');
      registers.delete(registers.length - 1, 1);
      registers.push([entry('total', 0, 'mia')]);
    });
    scene.settle();
    expect(toldTo(scene, 'mia')).toEqual(['total: server-field']);
    expect(rowOf(scene.relay).fields['total']).toBe(12);
    expectConverged(scene);
  });

  test('REFUSE-5: ledger entries are neither deleted, nor put before others, nor shadowed, not even by an owner', () => {
    const scene = priced();
    const mia = person(scene, 'mia');
    mia.entity.append('stock', { pieces: -1 });
    mia.entity.append('stock', { pieces: -2 });
    scene.settle();
    const before = mia.entity.ledger('stock');
    const stock = mia.doc.getArray('log:stock');
    stock.delete(0, 2);
    stock.insert(0, [{ id: before[2]?.id ?? '', at: 0, by: 'mia', pieces: 99 }]);
    stock.push([{ id: before[0]?.id ?? '', at: 0, by: 'mia', pieces: 99 }]);
    scene.settle();
    expect(toldTo(scene, 'mia')).toEqual(['stock: append-only', 'stock: append-only', 'stock: append-only']);
    expect(mia.entity.ledger('stock')).toEqual(before);
    expectConverged(scene);
  });

  test.each(['constructor', '__proto__', 'toString', 'Bad name', ''])(
    'REFUSE-2: a ledger entry has no part named %j',
    (part) => {
      const scene = priced();
      const tom = person(scene, 'tom');
      const pairs: (readonly [string, unknown])[] = [
        ['id', 'a1'],
        ['at', 1],
        ['by', 'tom'],
        ['pieces', 1],
        [part, { pieces: 2 }],
        [part, 1],
      ];
      // Written by hand, since Yjs's own insertion takes no such object.
      const object = {};
      for (const [key, value] of pairs) {
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
      }
      const stock = tom.doc.getArray('log:stock');
      tom.doc.transact((transaction) => {
        const last = must(visibleItems(stock)[0], 'the entry of the scene');
        const id = Y.createID(tom.doc.clientID, Y.getState(tom.doc.store, tom.doc.clientID));
        const content = new Y.ContentAny([object]);
        new Y.Item(id, last, last.lastId, null, null, stock, null, content).integrate(transaction, 0);
      });
      tom.entity.append('stock', { pieces: 5 });
      scene.settle();
      expect(rowOf(scene.observer).fields['stock']).toMatchObject({ sum: part === '__proto__' ? 10 : 9 });
      expect(toldTo(scene, 'tom')).toEqual(part === '__proto__' ? [] : ['stock: schema']);
      expect(({} as { pieces?: number }).pieces).toBeUndefined();
      expectConverged(scene);
    },
  );

  test('REFUSE-6: a register is cleared by writing null; deleting its entry comes back', () => {
    const scene = priced();
    const mia = person(scene, 'mia');
    mia.doc.getArray('registers').delete(0, 1);
    expect(mia.entity.get('price')).toBeNull();
    scene.settle();
    expect(toldTo(scene, 'mia')).toEqual(['price: schema']);
    expect(mia.entity.get('price')).toBe(5_000);
    mia.entity.set('price', null);
    scene.settle();
    expect(rowOf(scene.observer).fields['price']).toBeNull();
    expectConverged(scene);
  });

  test('REFUSE-6: a replacement that was sent before its deletion is a replacement', () => {
    const scene = priced();
    const mia = person(scene, 'mia');
    const registers = mia.doc.getArray('registers');
    registers.push([entry('price', 6_000, 'mia')]);
    registers.delete(0, 1);
    scene.settle();
    expect(scene.told).toEqual([]);
    expect(rowOf(scene.observer).fields['price']).toBe(6_000);
    expectConverged(scene);
  });
});
