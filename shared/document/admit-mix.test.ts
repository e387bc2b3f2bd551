import * as fc from 'fast-check';
import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { admitScene, entry, type Person } from './admit.scene.ts';
import { compareText } from './policy.ts';
import { projectRow } from './row.ts';
import { hasPending, runs, thing } from './scene.ts';
import type { LedgerSummary, Row } from './types.ts';

/** What one person does inside one transaction. Illegal values are recognisable: they begin with `!` or are negative. */
const deeds = [
  'write-name',
  'write-state',
  'write-price',
  'letter',
  'add-tag',
  'append',
  'forged-author',
  'bad-value',
  'server-field',
  'ledger-forged',
  'ledger-delete',
  'ledger-shadow',
  'bare-deletion',
  'embed',
  'bold',
  'nested',
  'key',
  'erase-forbidden',
] as const;
type Deed = (typeof deeds)[number];

const people = ['mia', 'tom', 'fay', 'vic'];
type Step =
  | { readonly who: number; readonly deeds: readonly Deed[] }
  | { readonly who: number; readonly move: 'push' | 'pull' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    who: fc.nat({ max: 3 }),
    deeds: fc.array(fc.constantFrom(...deeds), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ who: fc.nat({ max: 3 }), move: fc.constantFrom('push' as const, 'pull' as const) }),
);

/** What legal edits must have left in the end. */
interface Legal {
  letters: string;
  readonly tags: Set<string>;
  pieces: number;
  entries: number;
}

let letters = 0;
let names = 0;

/** Does one deed. */
function act(
  { doc, entity, author, role }: Person,
  deed: Deed,
  legal: Legal,
  seen: readonly string[] = [],
): void {
  const registers = doc.getArray('registers');
  const stock = doc.getArray('log:stock');
  const notes = doc.getText('text:notes');
  const silent = role === 'view';
  const atBench = role !== 'front-desk' && !silent;
  const atDesk = role !== 'technician' && !silent;
  switch (deed) {
    case 'write-name':
      return entity.set('name', `${silent ? '!' : ''}${author}${names++}`);
    case 'write-state':
      return silent
        ? undefined
        : entity.set('state', (['new', 'open', 'done'] as const)[names++ % 3] ?? 'new');
    case 'write-price':
      return entity.set('price', atDesk ? 1 + names++ : -1);
    case 'letter': {
      const letter = atBench ? String.fromCodePoint(0x4e00 + letters++) : '!';
      notes.insert(Math.floor(notes.length / 2), letter);
      if (atBench) legal.letters += letter;
      return undefined;
    }
    case 'add-tag': {
      const tag = `${silent ? '!' : ''}${author}${names++ % 4}`;
      entity.add('tags', tag);
      if (!silent) legal.tags.add(tag);
      return undefined;
    }
    case 'append':
      entity.append('stock', { pieces: silent ? -50 : 3 });
      if (!silent) {
        legal.pieces += 3;
        legal.entries++;
      }
      return undefined;
    case 'forged-author':
      return registers.push([entry('name', '!forged', author === 'mia' ? 'fay' : 'mia')]);
    case 'bad-value':
      return registers.push([entry('state', '!unlisted', author), entry('name', { not: 'plain' }, author)]);
    case 'server-field':
      return registers.push([entry('total', -7, author)]);
    case 'ledger-forged':
      return stock.push([{ id: `f${names++}`, at: 1, by: '@relay', pieces: -40 }]);
    case 'ledger-delete':
      // What is written and deleted in one transaction was never there.
      return seen.forEach((id) => deleteById(stock, id));
    case 'ledger-shadow': {
      const first = stock.get(0) as { id: string } | undefined;
      return first ? stock.insert(0, [{ id: first.id, at: 0, by: author, pieces: -30 }]) : undefined;
    }
    case 'bare-deletion': {
      if (silent) return registers.delete(0, registers.length);
      const at = registers.toArray().findIndex((each) => Array.isArray(each) && each[0] === 'state');
      return at < 0 ? undefined : registers.delete(at, 1);
    }
    case 'embed':
      return notes.insertEmbed(0, { image: '!' });
    case 'bold':
      return notes.length > 0 ? notes.format(0, notes.length, { bold: true }) : undefined;
    case 'nested':
      return registers.push([new Y.Map([['!', 1]]), new Y.Text('!')]);
    case 'key':
      return void doc.transact(() => doc.getMap('extra').set('!', new Date(0)));
    case 'erase-forbidden':
      return atBench || notes.length === 0 ? undefined : notes.delete(0, notes.length);
  }
}

const letterBag = (text: string): string => Array.from(text).sort(compareText).join('');

function deleteById(stock: Y.Array<unknown>, id: string): void {
  const at = stock.toArray().findIndex((each) => (each as { id: string }).id === id);
  if (at >= 0) stock.delete(at, 1);
}

function expectLegal(row: Row, doc: Y.Doc, before: Row | undefined): Row {
  const shown = JSON.stringify([row, doc.getArray('registers').toJSON(), doc.getArray('log:stock').toJSON()]);
  expect(shown).not.toContain('!');
  expect(shown).not.toContain(':-');
  expect(JSON.stringify(doc.getText('text:notes').toDelta())).not.toMatch(/!|bold|image/);
  if (before) {
    const [now, then] = [row.fields['stock'], before.fields['stock']] as [LedgerSummary, LedgerSummary];
    expect(now.count).toBeGreaterThanOrEqual(then.count);
    // Nobody writes null here: a register that was written never shows empty.
    for (const field of ['name', 'state', 'price']) {
      if (before.fields[field] !== null) expect(row.fields[field]).not.toBeNull();
    }
  }
  return row;
}

test('REFUSE-1, REFUSE-7: legal and illegal edits in one update, at once from everybody: nobody else ever shows an illegal value, all converge, legal edits stay', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const scene = admitScene();
      const legal: Legal = { letters: '', tags: new Set(), pieces: 0, entries: 0 };
      let shown: Row | undefined;
      scene.observer.on('afterTransaction', () => {
        shown = expectLegal(projectRow(thing, 'x', scene.observer), scene.observer, shown);
      });
      for (const step of steps) {
        const person = scene.people[step.who] as Person;
        if ('move' in step) scene[step.move](person);
        else {
          const seen = person.doc.getArray('log:stock').map((each) => (each as { id: string }).id);
          person.doc.transact(() => step.deeds.forEach((deed) => act(person, deed, legal, seen)));
        }
        expect(hasPending(scene.relay)).toBe(false);
      }
      scene.settle();
      // Everybody goes on editing, the offenders too.
      for (const person of scene.people.slice(0, 3)) {
        person.doc.transact(() => act(person, 'write-name', legal));
        person.doc.transact(() => act(person, 'letter', legal));
        person.doc.transact(() => act(person, 'append', legal));
      }
      scene.settle();

      const row = projectRow(thing, 'x', scene.relay);
      const snapshot = Y.snapshot(scene.relay);
      for (const { doc } of [...scene.people, { doc: scene.observer }]) {
        expect(projectRow(thing, 'x', doc)).toEqual(row);
        expect(Y.equalSnapshots(Y.snapshot(doc), snapshot)).toBe(true);
        expect(hasPending(doc)).toBe(false);
      }
      expect(letterBag(row.fields['notes'] as string)).toBe(letterBag(legal.letters));
      expect(new Set(row.fields['tags'] as string[])).toEqual(legal.tags);
      const sums = row.fields['stock'] as LedgerSummary;
      expect([sums.count, sums.sum]).toEqual([legal.entries, legal.pieces]);
      expect(scene.relay.clientID).toBe(1_000);
    }),
    { numRuns: runs(150) },
  );
  expect(people).toHaveLength(4);
});
