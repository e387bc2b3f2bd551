import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { stampAt } from '../lib/stamp.ts';
import { must } from '../lib/assert.ts';
import { admit } from './admit.ts';
import { admitScene, admitted, person, type AdmitScene } from './admit.scene.ts';
import { maxEntries } from './judge-registers.ts';
import { visibleItems } from './root-list.ts';
import { projectRow } from './row.ts';
import { arrived, hasPending, replica, thing } from './scene.ts';

const entry = (field: string, value: unknown, author: string): unknown[] => [
  field,
  value,
  stampAt(1_800_000_000_000),
  author,
];

const rowOf = (doc: Y.Doc) => projectRow(thing, 'x', doc);
const toldTo = (scene: AdmitScene, author: string): string[] =>
  scene.told
    .filter((each) => each.author === author)
    .map(({ refusal }) => `${refusal.field}: ${refusal.rule}`);

/** Everybody has a price of 5,000 by the manager and a text. */
function priced(): AdmitScene {
  const scene = admitScene();
  const mia = person(scene, 'mia');
  mia.entity.change(() => {
    mia.entity.set('price', 5_000);
    mia.entity.text('notes').insert(0, 'Screen broken.');
    mia.entity.append('stock', { pieces: 4 });
  });
  scene.settle();
  return scene;
}

/** All replicas show the same, and nobody waits for anything. */
function expectConverged(scene: AdmitScene): void {
  const row = rowOf(scene.relay);
  for (const doc of [...scene.people.map((each) => each.doc), scene.observer]) {
    expect(rowOf(doc)).toEqual(row);
    expect(hasPending(doc)).toBe(false);
  }
}

describe('refusing', () => {
  test('REFUSE-1: a refused value comes back to what it was, and the legal edits of the same update stay', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    tom.entity.change(() => {
      tom.entity.set('price', 1);
      tom.entity.set('state', 'open');
      tom.entity.text('notes').insert(0, 'Really. ');
    });
    expect(tom.entity.get('price')).toBe(1);
    scene.settle();
    expect(tom.entity.get('price')).toBe(5_000);
    expect(tom.entity.entries('price')[0]?.author).toBe('mia');
    expect(rowOf(scene.relay).fields).toMatchObject({
      price: 5_000,
      state: 'open',
      notes: 'Really. Screen broken.',
    });
    expect(scene.told).toEqual([{ author: 'tom', refusal: { field: 'price', rule: 'role', value: 1 } }]);
    tom.entity.set('state', 'done');
    scene.settle();
    expectConverged(scene);
    expect(rowOf(scene.observer).fields['state']).toBe('done');
  });

  test('REFUSE-1: the one update that goes to log and room does not even carry what was refused', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    tom.doc.transact(() => {
      tom.doc.getArray('registers').push([entry('name', 'forged-value-canary', 'mia')]);
      tom.entity.set('name', 'legal-value');
    });
    const admission = scene.push(tom);
    const text = new TextDecoder().decode(admission?.integrated);
    expect(text).toContain('legal-value');
    expect(text).not.toContain('canary');
  });

  test('REFUSE-1: the relay keeps its client id, and an update without refusals costs it no write', () => {
    const scene = priced();
    expect(Y.getState(scene.relay.store, scene.relay.clientID)).toBe(0);
    const tom = person(scene, 'tom');
    tom.entity.set('price', 1);
    scene.settle();
    expect(scene.relay.clientID).toBe(1_000);
    expect(Y.getState(scene.relay.store, 1_000)).toBe(1);
  });

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
        const last = must(visibleItems(stock).next().value, 'the entry of the scene') as Y.Item;
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

  test('REFUSE-7: whoever may only look changes nothing: registers, sets, texts, ledgers and what is unknown come back', () => {
    const scene = priced();
    const fay = person(scene, 'fay');
    fay.entity.add('tags', 'kept');
    fay.doc.getArray('registers').push([entry('fromTheFuture', 'kept', 'fay')]);
    fay.doc.getMap('future').set('key', 'kept');
    fay.doc.getArray('list').push(['a', 'b', 'c']);
    scene.settle();
    const before = JSON.stringify([rowOf(scene.observer), scene.observer.getMap('future').toJSON()]);
    const vic = person(scene, 'vic');
    vic.entity.set('price', 1);
    vic.entity.remove('tags', 'kept');
    vic.entity.add('tags', 'graffiti');
    vic.entity.append('stock', { pieces: 1 });
    vic.entity.text('notes').delete(3, 4);
    vic.entity.text('notes').insert(5, 'graffiti');
    const registers = vic.doc.getArray('registers');
    registers.delete(0, registers.length);
    vic.doc.getMap('future').set('key', 'graffiti');
    vic.doc.getArray('list').delete(0, 2);
    vic.entity.text('notes').delete(0, vic.entity.text('notes').length);
    scene.settle();
    expect(JSON.stringify([rowOf(scene.observer), scene.observer.getMap('future').toJSON()])).toBe(before);
    expect(scene.observer.getArray('list').toJSON()).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify(scene.observer.getArray('registers').toJSON())).toContain('fromTheFuture');
    expect(new Set(scene.told.map(({ author, refusal }) => `${author} ${refusal.rule}`))).toEqual(
      new Set(['vic role']),
    );
    expectConverged(scene);
  });

  test('REFUSE-8: a text does not grow beyond its length, and may still be shortened', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    const text = tom.entity.text('notes');
    text.insert(text.length, 'x'.repeat(150));
    scene.settle();
    text.delete(0, 3);
    text.insert(0, 'y'.repeat(100));
    scene.settle();
    expect(toldTo(scene, 'tom')).toEqual(['notes: too-large']);
    expect(rowOf(scene.observer).fields['notes']).toBe(`een broken.${'x'.repeat(150)}`);
    expectConverged(scene);
  });

  test('REFUSE-8: a record takes no endless number of entries, and existing ones may still be replaced', () => {
    const scene = admitScene();
    const tom = person(scene, 'tom');
    tom.entity.set('name', 'First');
    tom.doc
      .getArray('registers')
      .push(Array.from({ length: maxEntries - 1 }, (_, at) => entry(`unknown${at}`, at, 'tom')));
    scene.settle();
    expect(scene.told).toEqual([]);
    tom.doc.getArray('registers').push([entry('oneMore', 1, 'tom')]);
    tom.entity.set('name', 'Second');
    scene.settle();
    expect(toldTo(scene, 'tom')).toEqual(['oneMore: too-large']);
    expect(rowOf(scene.observer).fields['name']).toBe('Second');
  });

  test('REFUSE-9: an update that builds on what is missing says so, and is judged as its sender’s when it is tried again', () => {
    const relay = new Y.Doc();
    const mia = replica('mia', 1);
    const tom = replica('tom', 2);
    mia.entity.text('notes').insert(0, 'One');
    Y.applyUpdate(tom.doc, mia.made[0] as Uint8Array, arrived);
    // Tom builds on letters that the relay does not have yet, and hides a forged price behind them.
    tom.doc.transact(() => {
      tom.entity.text('notes').insert(3, ' two');
      tom.doc.getArray('registers').push([entry('price', 1, 'mia')]);
    });
    const asTom = { kind: thing, author: 'tom', role: 'technician' } as const;
    const asMia = { kind: thing, author: 'mia', role: 'manager' } as const;
    const update = tom.made[0] as Uint8Array;
    const early = admitted(admit(relay, update, asTom));
    expect([early.pending, early.integrated, early.refusals]).toEqual([true, undefined, []]);
    relay.store.pendingStructs = null;
    expect(admitted(admit(relay, mia.made[0] as Uint8Array, asMia)).pending).toBe(false);
    const again = admitted(admit(relay, update, asTom));
    expect(again.pending).toBe(false);
    expect(again.refusals).toEqual([{ field: 'price', rule: 'author', value: 1 }]);
    expect(rowOf(relay).fields).toMatchObject({ notes: 'One two', price: null });
  });

  test('REFUSE-9: while the new entry may be among what waits, deleting the old one is no refusal', () => {
    const relay = new Y.Doc();
    const mia = replica('mia', 1);
    const tom = replica('tom', 2);
    mia.entity.set('state', 'new');
    mia.entity.set('name', 'Lost');
    for (const update of mia.made) Y.applyUpdate(tom.doc, update, arrived);
    tom.entity.set('state', 'open');
    const asTom = { kind: thing, author: 'tom', role: 'technician' } as const;
    const asMia = { kind: thing, author: 'mia', role: 'manager' } as const;
    admitted(admit(relay, mia.made[0] as Uint8Array, asMia));
    const early = admitted(admit(relay, tom.made[0] as Uint8Array, asTom));
    expect([early.pending, early.refusals]).toEqual([true, []]);
    relay.store.pendingStructs = null;
    admitted(admit(relay, mia.made[1] as Uint8Array, asMia));
    expect(admitted(admit(relay, tom.made[0] as Uint8Array, asTom)).refusals).toEqual([]);
    expect(rowOf(relay)).toEqual(rowOf(tom.doc));
  });

  test('REFUSE-9: what a damaged document had judged before is not judged again as somebody else’s', () => {
    const damaged = new Y.Doc();
    const mia = replica('mia', 1);
    const tom = replica('tom', 2);
    tom.entity.text('notes').insert(0, 'One');
    Y.applyUpdate(mia.doc, tom.made[0] as Uint8Array, arrived);
    mia.entity.change(() => {
      mia.entity.text('notes').insert(3, ' two');
      mia.entity.set('price', 5_000);
    });
    // The row with Tom's letters was lost, so Mia's stored edit waits in the document.
    Y.applyUpdate(damaged, mia.made[0] as Uint8Array);
    expect(hasPending(damaged)).toBe(true);
    const asTom = {
      kind: thing,
      author: 'tom',
      role: 'technician',
      judgedBefore: (client: number) => client === 1,
    } as const;
    const admission = admitted(admit(damaged, tom.made[0] as Uint8Array, asTom));
    expect([admission.pending, admission.refusals]).toEqual([false, []]);
    expect(rowOf(damaged).fields).toMatchObject({ notes: 'One two', price: 5_000 });
  });

  test('REFUSE-10: nothing new is nothing to log, and bytes that cannot be applied are told as such', () => {
    const scene = priced();
    const state = Y.encodeStateAsUpdate(scene.relay);
    const as = { kind: thing, author: 'tom', role: 'technician' } as const;
    expect(admitted(admit(scene.relay, state, as)).integrated).toBeUndefined();
    expect(admit(scene.relay, new Uint8Array([1, 1, 1, 0, 4, 1, 3, 114]), as).outcome).toBe('broken');
  });

  test('SCHEMA-6: unknown fields, roots and kinds pass untouched, as long as they are plain', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    tom.doc.transact(() => {
      tom.doc.getArray('registers').push([entry('later', 'kept', 'tom')]);
      tom.doc.getText('text:later').insert(0, 'kept');
      tom.doc.getArray('log:later').push([{ id: 'a', deep: { list: [1, 'two'] } }]);
    });
    scene.settle();
    expect(scene.told).toEqual([]);
    expect(scene.observer.getArray('log:later').toJSON()).toEqual([{ id: 'a', deep: { list: [1, 'two'] } }]);
    tom.doc.transact(() => {
      tom.doc.getArray('log:later').push([{ big: 12n }]);
      tom.doc.getArray('registers').push([entry('later', { not: 'plain' }, 'tom')]);
    });
    scene.settle();
    expect(scene.told.map(({ refusal }) => refusal.rule)).toEqual(['schema', 'schema']);
    expectConverged(scene);

    const other = new Y.Doc();
    other.getArray('registers').push(['anything', { at: ['all'] }]);
    const unknown = new Y.Doc();
    const update = Y.encodeStateAsUpdate(other);
    const as = { kind: undefined, author: 'tom', role: 'technician' } as const;
    expect(admitted(admit(unknown, update, as)).refusals).toEqual([]);
    expect(unknown.getArray('registers').toJSON()).toEqual(other.getArray('registers').toJSON());
  });
});
