import { describe, expect, it } from 'vitest';
import type { Scene } from '../../../shared/document/scene.ts';
import { person, together } from './history-scene.ts';

const notes = ({ entity }: Scene): string => entity.text('notes').toJSON();

describe('undo of one person’s own edits', () => {
  it('UNDO-1: steps of registers, sets and texts come back in the order of time, and again', async () => {
    const ana = person('ana', 1);
    const { entity, history, time } = ana;
    entity.set('name', 'First');
    await time.advance(1_000);
    entity.text('notes').insert(0, 'Hello');
    await time.advance(1_000);
    entity.add('tags', 'red');
    await time.advance(1_000);
    entity.set('name', 'Second');
    const seen = (): unknown => [entity.get('name'), notes(ana), entity.elements('tags')];
    const states = [
      ['Second', 'Hello', ['red']],
      ['First', 'Hello', ['red']],
      ['First', 'Hello', []],
      ['First', '', []],
      [null, '', []],
    ];
    for (const state of states) {
      expect(seen()).toEqual(state);
      history.undo();
    }
    expect(history.undo()).toEqual({ type: 'nothing' });
    for (const state of states.toReversed()) {
      expect(seen()).toEqual(state);
      history.redo();
    }
    expect([history.canUndo, history.canRedo]).toEqual([true, false]);
    history.undo();
    entity.set('phone', '123');
    expect(history.canRedo).toBe(false);
    expect(history.redo()).toEqual({ type: 'nothing' });
  });

  it('UNDO-3: letters typed without a pause are one step; a pause, another origin and a boundary begin the next', async () => {
    const ana = person('ana', 1);
    const text = ana.entity.text('notes');
    const type = (letters: string, origin?: unknown): void => {
      for (const letter of letters) ana.doc.transact(() => text.insert(text.length, letter), origin);
    };
    type('one ');
    await ana.time.advance(400);
    type('still ');
    await ana.time.advance(501);
    type('two ');
    ana.history.boundary();
    type('three ');
    type('four', { editor: 2 });
    const states = ['one still two three ', 'one still two ', 'one still ', ''];
    for (const state of states) {
      ana.history.undo();
      expect(notes(ana)).toBe(state);
    }
  });

  it('UNDO-3: several writes of one change are one step', () => {
    const { entity, history } = person('ana', 1);
    entity.change(() => {
      entity.set('name', 'Both');
      entity.add('tags', 'red');
      entity.text('notes').insert(0, 'text');
    });
    history.undo();
    expect([entity.get('name'), entity.elements('tags'), entity.text('notes').toJSON()]).toEqual([
      null,
      [],
      '',
    ]);
    history.redo();
    expect([entity.get('name'), entity.elements('tags'), entity.text('notes').toJSON()]).toEqual([
      'Both',
      ['red'],
      'text',
    ]);
  });

  it('UNDO-2: a field that somebody has written since stays, and that is said', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.set('name', 'Ana');
    together(ana, ben);
    ben.entity.set('name', 'Ben');
    together(ana, ben);
    expect(ana.history.undo()).toEqual({ type: 'kept', kept: [{ field: 'name', why: 'overtaken' }] });
    expect(ana.entity.get('name')).toBe('Ben');
    expect(ana.history.canRedo).toBe(false);
  });

  it('UNDO-2: a field that somebody wrote at the same time stays, so that nobody’s value goes unseen', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ben.entity.set('price', 100);
    ana.entity.set('price', 200);
    together(ana, ben);
    expect(ana.history.undo()).toMatchObject({ type: 'kept' });
    expect(ana.entity.reviews()).toMatchObject([{ field: 'price' }]);
  });

  it('UNDO-2: a field that another wrote between two own writes is taken back to theirs, and no further', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.set('name', 'Ana');
    together(ana, ben);
    ben.entity.set('name', 'Ben');
    together(ana, ben);
    ana.entity.set('name', 'Ana again');
    expect(ana.history.undo()).toMatchObject({ type: 'done' });
    expect(ana.entity.get('name')).toBe('Ben');
    expect(ana.history.undo()).toMatchObject({ type: 'kept' });
    expect(ana.entity.get('name')).toBe('Ben');
  });

  it('UNDO-2: the rest of a step is taken back', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.change(() => {
      ana.entity.set('name', 'Ana');
      ana.entity.set('state', 'open');
    });
    together(ana, ben);
    ben.entity.set('name', 'Ben');
    together(ana, ben);
    expect(ana.history.undo()).toEqual({ type: 'done', kept: [{ field: 'name', why: 'overtaken' }] });
    expect([ana.entity.get('name'), ana.entity.get('state')]).toEqual(['Ben', null]);
    ana.history.redo();
    expect([ana.entity.get('name'), ana.entity.get('state')]).toEqual(['Ben', 'open']);
  });

  it('UNDO-2: a conflict that was settled is not brought back by one write', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ben.entity.set('price', 100);
    ana.entity.set('price', 200);
    together(ana, ben);
    ana.entity.set('price', 100);
    expect(ana.history.undo()).toEqual({ type: 'kept', kept: [{ field: 'price', why: 'settled' }] });
    expect(ana.entity.get('price')).toBe(100);
  });

  it('UNDO-2: undoing is an ordinary write: it conflicts with nobody who had seen it', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.set('price', 100);
    together(ana, ben);
    ana.entity.set('price', 200);
    together(ana, ben);
    ana.history.undo();
    together(ana, ben);
    expect([ben.entity.get('price'), ben.entity.reviews()]).toEqual([100, []]);
  });

  it('UNDO-2: an element that another one added, too, stays in the set', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.add('tags', 'red');
    ben.entity.add('tags', 'red');
    together(ana, ben);
    expect(ana.history.undo()).toMatchObject({ type: 'kept' });
    expect(ana.entity.elements('tags')).toEqual(['red']);
  });

  it('UNDO-4: of a text exactly the own letters go, and what others typed into them stays', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.text('notes').insert(0, 'AAAA');
    together(ana, ben);
    ben.entity.text('notes').insert(2, 'bb');
    together(ana, ben);
    ana.history.undo();
    expect(notes(ana)).toBe('bb');
    ana.history.redo();
    expect(notes(ana)).toBe('AAbbAA');
    together(ana, ben);
    expect(notes(ben)).toBe('AAbbAA');
  });

  it('UNDO-4: a step of which nothing is left takes no other with it', async () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)];
    ana.entity.text('notes').insert(0, 'first ');
    await ana.time.advance(1_000);
    ana.entity.set('name', 'Ana');
    ana.entity.text('notes').insert(6, 'second');
    together(ana, ben);
    ben.entity.text('notes').delete(6, 6);
    together(ana, ben);
    expect(ana.history.undo()).toMatchObject({ type: 'kept' });
    expect([notes(ana), ana.entity.get('name')]).toEqual(['first ', 'Ana']);
    ana.history.undo();
    expect([notes(ana), ana.entity.get('name')]).toEqual(['first ', null]);
  });

  it('UNDO-5: deleting and restoring a record are undone; entries of a ledger never are', () => {
    const { entity, history } = person('ana', 1);
    entity.append('stock', { pieces: 1 });
    expect(history.canUndo).toBe(false);
    entity.delete();
    expect(entity.deleted).toBe(true);
    history.undo();
    expect([entity.deleted, entity.reviews()]).toEqual([false, []]);
    history.redo();
    expect([entity.deleted, entity.reviews()]).toEqual([true, []]);
    entity.restore();
    history.undo();
    expect(entity.deleted).toBe(true);
    expect(entity.ledger('stock')).toHaveLength(1);
  });

  it('UNDO-3: the oldest steps are forgotten, each with its own text', async () => {
    const { entity, history, time } = person('ana', 1);
    for (let i = 0; i < 230; i++) {
      entity.text('notes').insert(0, `${i % 10}`);
      entity.set('name', `${i}`);
      await time.advance(1_000);
    }
    let steps = 0;
    while (history.undo().type === 'done') steps++;
    expect(steps).toBe(200);
    expect([entity.get('name'), entity.text('notes').length]).toEqual(['129', 130]);
  });
});
