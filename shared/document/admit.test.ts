import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { must } from '../lib/assert.ts';
import { admit } from './admit.ts';
import {
  admitScene,
  admitted,
  entry,
  expectConverged,
  person,
  priced,
  rowOf,
  toldTo,
} from './admit.scene.ts';
import { maxEntries } from './judge-registers.ts';
import { arrived, replica, thing } from './scene.ts';

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

  test('REFUSE-1: after a refusal the relay’s own writes still land where they should', () => {
    const scene = priced();
    const tom = person(scene, 'tom');
    const text = scene.relay.getText('text:notes');
    text.insert(14, ' Urgent.');
    // A legal edit beside a refused one: the relay remembers where it wrote last, and that place has moved.
    tom.entity.change(() => {
      tom.entity.text('notes').insert(0, '- ');
      tom.entity.set('price', 1);
    });
    const asTom = { kind: thing, author: 'tom', role: 'technician' } as const;
    const update = must(tom.made.at(-1), 'an update');
    expect(admitted(admit(scene.relay, update, asTom)).refusals).toHaveLength(1);
    text.insert(16, '!!');
    expect(text.toJSON()).toBe('- Screen broken.!! Urgent.');
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
