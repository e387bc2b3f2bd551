import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { graphemesOf } from './graphemes.ts';
import { editsBetween, mergeText, type TextEdit } from './merge-text.ts';
import { runs } from './scene.ts';

const textOf = (content: string): Y.Text => {
  const text = new Y.Doc().getText('text');
  text.insert(0, content);
  return text;
};

/** What becomes of a text of which somebody saw `base`, where it reads `here` by now. */
function merged(base: string, here: string, wanted: string): string {
  const text = textOf(here);
  mergeText(text, base, wanted);
  return text.toJSON();
}

const applied = (text: string, edits: readonly TextEdit[]): string =>
  edits.reduceRight((so, { at, remove, insert }) => so.slice(0, at) + insert + so.slice(at + remove), text);

const letter = fc.constantFrom('a', 'b', ' ', '\r', '\n', 'é', '́', '👩‍👩‍👧', '🇬', '🇧', '界', '\u200d');
const words = fc.array(letter, { maxLength: 60 }).map((letters) => letters.join(''));

describe('a change of a text by somebody who saw an older one', () => {
  test('BASE-3: is taken into what the text is now, and what others did stays', () => {
    expect(merged('The screen is broken', 'The left screen is broken', 'The screen is cracked')).toBe(
      'The left screen is cracked',
    );
    expect(merged('one two three', 'one three', 'one two and three')).toBe('one and three');
    expect(merged('', 'theirs', 'mine')).toBe('mine\ntheirs');
    expect(merged('gone', '', 'gone!')).toBe('!');
    expect(merged('same', 'new', 'same')).toBe('new');
    expect(merged('a', 'ab', 'ab')).toBe('ab');
  });

  test('BASE-3: two who both wrote it anew stand one below the other, and no letters of theirs are mixed', () => {
    for (const base of ['', 'Screen is cracked, top left', 'ok', 'no']) {
      expect(merged(base, 'OURS solder words', 'THEIRS legacy words')).toBe(
        'THEIRS legacy words\nOURS solder words',
      );
    }
    // What one of them left of it is no new text.
    expect(merged('Battery is weak', 'Battery is weak, and swollen', 'Replaced the cell')).toBe(
      'Replaced the cell, and swollen',
    );
  });

  test('BASE-3: words that were left alone are kept, letters that are there by chance are not', () => {
    expect(editsBetween('a b c', 'x b y')).toEqual([
      { at: 0, remove: 1, insert: 'x' },
      { at: 4, remove: 1, insert: 'y' },
    ]);
    expect(editsBetween('say hello there', 'please say a warm hello to all over there')).toHaveLength(3);
    expect(editsBetween('ok', 'looking for keys')).toEqual([
      { at: 0, remove: 2, insert: 'looking for keys' },
    ]);
    expect(editsBetween('broken', 'cracked, the frame too')).toHaveLength(1);
  });

  test('BASE-3: ends as two replicas do of which one was offline, wherever they do not meet', () => {
    /** What happens inside of each ten letters: nothing, or one of the two puts something in or takes something out. */
    const block = fc.record({
      who: fc.constantFrom('nobody', 'own', 'theirs'),
      at: fc.integer({ min: 2, max: 5 }),
      remove: fc.integer({ min: 0, max: 2 }),
      insert: fc.stringMatching(/^[A-Z]{0,3}$/),
    });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
        // Letters that are all different, so that there is only one way to compare.
        const base = Array.from({ length: blocks.length * 10 }, (_, n) =>
          String.fromCharCode(0x4e00 + n),
        ).join('');
        const edit = (text: Y.Text, who: string): void =>
          blocks
            .map((each, n) => ({ ...each, at: n * 10 + each.at }))
            .filter((each) => each.who === who)
            .toReversed()
            .forEach(({ at, remove, insert }) => {
              text.delete(at, remove);
              text.insert(at, insert);
            });
        const hub = textOf(base);
        const offline = new Y.Doc();
        Y.applyUpdate(offline, Y.encodeStateAsUpdate(hub.doc as Y.Doc));
        edit(hub, 'theirs');
        const here = hub.toJSON();
        edit(offline.getText('text'), 'own');
        const wanted = offline.getText('text').toJSON();
        Y.applyUpdate(hub.doc as Y.Doc, Y.encodeStateAsUpdate(offline));
        expect(merged(base, here, wanted)).toBe(hub.toJSON());
      }),
      { numRuns: runs(100) },
    );
  });

  test('BASE-3: where nobody else wrote it is what they made of it', () => {
    fc.assert(
      fc.property(words, words, (base, wanted) => {
        expect(merged(base, base, wanted)).toBe(wanted);
      }),
      { numRuns: runs(100) },
    );
  });

  test('BASE-3: cuts no letter in two', () => {
    fc.assert(
      fc.property(words, words, (from, to) => {
        const edits = editsBetween(from, to);
        expect(applied(from, edits)).toBe(to);
        const ends = new Set([0]);
        let end = 0;
        for (const each of graphemesOf(from)) ends.add((end += each.length));
        for (const { at, remove } of edits) expect(ends.has(at) && ends.has(at + remove)).toBe(true);
      }),
      { numRuns: runs(100) },
    );
    expect(editsBetween('👍', '👎')).toEqual([{ at: 0, remove: 2, insert: '👎' }]);
    expect(editsBetween('👩‍👩‍👧', '👩‍👩‍👦')).toEqual([{ at: 0, remove: 8, insert: '👩‍👩‍👦' }]);
  });

  test('BASE-3: the letters of a text are those that a person sees', () => {
    const whole = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(words, (text) => {
        expect(graphemesOf(text)).toEqual(Array.from(whole.segment(text), ({ segment }) => segment));
      }),
      { numRuns: runs(100) },
    );
    const long = '界'.repeat(600) + '👩‍👩‍👧'.repeat(60);
    expect(graphemesOf(long)).toHaveLength(660);
  });

  test('BASE-3: a text that has little in common is compared by words, then exchanged in whole', () => {
    const many = Array.from({ length: 30_000 }, (_, n) => `word${n}`);
    const some = many.map((word, n) => (n % 200 === 0 ? `other${n}` : word)).join(' ');
    const all = many.map((word, n) => `${word}${n % 7}`).join(' ');
    const base = many.join(' ');
    expect(editsBetween(base, some)).toHaveLength(150);
    expect(editsBetween(base, all)).toHaveLength(1);
    expect(merged(base, `${base} and more`, all).endsWith(' and more')).toBe(true);
  });
});
