/** What people do at random beside each other, and what undoing makes of it. */
import { array, assert, boolean, constantFrom, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { parseEntry, registersOf } from '../../../shared/document/registers.ts';
import { visibleItems } from '../../../shared/document/visible-items.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { runs, sync, thing, type Scene } from '../../../shared/document/scene.ts';
import { person, together } from './history-scene.ts';

const fields = ({ doc }: Scene): unknown => projectRow(thing, 'x', doc).fields;

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
