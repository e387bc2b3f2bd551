import { array, assert, boolean, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { parseEntry, registersOf } from '../../../shared/document/registers.ts';
import { visibleItems } from '../../../shared/document/visible-items.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { arrived, replica, runs, sync, thing, type Scene } from '../../../shared/document/scene.ts';
import { History } from './record-history.ts';

const isLocal = (origin: unknown): boolean => origin !== arrived;

interface Person extends Scene {
  readonly history: History;
}

function person(author: string, clientID: number): Person {
  const scene = replica(author, clientID);
  const { entity, time } = scene;
  return { ...scene, history: new History({ entity, time, isLocal, changed: () => undefined }) };
}

const together = (a: Scene, b: Scene): void => {
  sync(a.doc, b.doc);
  sync(b.doc, a.doc);
  sync(a.doc, b.doc);
};
const fields = ({ doc }: Scene): unknown => projectRow(thing, 'x', doc).fields;
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

const acts = [
  'set',
  'set',
  'price',
  'state',
  'add',
  'remove',
  'type',
  'type',
  'erase',
  'append',
  'delete',
  'restore',
] as const;

/** Something that a person does; letters of Ana are capitals, so that it shows whose they are. */
function act(who: Scene, letter: string, what: (typeof acts)[number], n: number): void {
  const { entity } = who;
  const text = entity.text('notes');
  switch (what) {
    case 'set':
      return entity.set(n % 2 === 0 ? 'name' : 'phone', `${letter}${n}`);
    case 'price':
      return entity.set('price', n);
    case 'state':
      return entity.set('state', (['new', 'open', 'done'] as const)[n % 3] ?? 'new');
    case 'add':
      return entity.add('tags', `tag ${n % 4}`);
    case 'remove':
      return entity.remove('tags', `tag ${n % 4}`);
    case 'type':
      return text.insert(n % (text.length + 1), letter.repeat(1 + (n % 3)));
    case 'erase': {
      const at = n % (text.length + 1);
      return text.delete(at, Math.min(2, text.length - at));
    }
    case 'append':
      return void entity.append('stock', { pieces: 1 });
    case 'delete':
      return entity.delete();
    case 'restore':
      return entity.restore();
  }
}

/** What there is of somebody in a document: their entries, the letters that they typed, and everybody's ledger. */
function ownedBy(doc: Y.Doc, author: string, client: number) {
  const entries = registersOf(doc)
    .toArray()
    .flatMap((element) => parseEntry(element) ?? [])
    .filter((entry) => entry.author === author);
  // Of a letter that somebody deleted and brought back there is a copy of theirs; this is the letter itself.
  const letters = visibleItems(doc.getText('text:notes'))
    .filter(({ id }) => id.client === client)
    .flatMap(({ id, length }) => Array.from({ length }, (_, i) => id.clock + i));
  return { entries, letters, log: doc.getArray('log:stock').toJSON() };
}

const steps = array(
  tuple(constantFrom('ana', 'ben', 'undo', 'undo', 'redo', 'sync'), constantFrom(...acts), nat(20)),
  {
    minLength: 5,
    maxLength: 40,
  },
);

describe('undo beside somebody else', () => {
  it('UNDO-2: never changes what another person wrote, and never makes a conflict of nothing', () => {
    assert(
      property(steps, boolean(), (script, always) => {
        const [ana, ben] = [person('ana', 1), person('ben', 2)];
        for (const [who, what, n] of script) {
          ana.time.jump(ana.time.now() + 1_000);
          ben.time.jump(ben.time.now() + 1_000);
          if (who === 'ana') act(ana, 'A', what, n);
          else if (who === 'ben') act(ben, 'b', what, n);
          else if (who === 'sync') together(ana, ben);
          else {
            const before = ownedBy(ana.doc, 'ben', 2);
            const asked = new Set(ana.entity.reviews().map(({ field }) => field));
            if (who === 'undo') ana.history.undo();
            else ana.history.redo();
            const after = ownedBy(ana.doc, 'ben', 2);
            expect(after.entries).toEqual(expect.arrayContaining([...before.entries]));
            expect(after.letters).toEqual(before.letters);
            expect(after.log).toEqual(before.log);
            // A write into a record that somebody deleted asks a person, as any does.
            for (const { field } of ana.entity.reviews())
              if (field !== 'deleted') expect(asked).toContain(field);
          }
          if (always) {
            together(ana, ben);
            expect(ana.entity.reviews().filter(({ field }) => field !== 'deleted')).toEqual([]);
          }
        }
        together(ana, ben);
        expect(fields(ana)).toEqual(fields(ben));
      }),
      { numRuns: runs(100) },
    );
  }, 600_000);

  it('UNDO-1: taking everything back leaves the record as it was, and bringing it back as it became', () => {
    const own = array(tuple(constantFrom(...acts), nat(20)), { minLength: 1, maxLength: 25 });
    assert(
      property(own, own, (before, script) => {
        const ben = person('ben', 2);
        for (const [what, n] of before) act(ben, 'b', what, n);
        const ana = person('ana', 1);
        sync(ben.doc, ana.doc);
        const first = fields(ana);
        for (const [what, n] of script) {
          ana.time.jump(ana.time.now() + 1_000);
          if (what !== 'append') act(ana, 'A', what, n);
        }
        const last = fields(ana);
        const ends: string[] = [];
        while (ana.history.canUndo) ends.push(ana.history.undo().type);
        expect(fields(ana)).toEqual(first);
        expect(new Set(ends).size).toBeLessThan(2);
        while (ana.history.canRedo) ana.history.redo();
        expect(fields(ana)).toEqual(last);
        expect(ana.history.canUndo).toBe(ends.length > 0);
      }),
      { numRuns: runs(100) },
    );
  }, 600_000);
});
