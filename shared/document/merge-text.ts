/**
 * Takes somebody's change of a text into the text as it is now, of whom is known what they had before them and what they made
 * of it (rule BASE-3). What others put in or took out meanwhile stays so, as between two who type at once. They are compared by
 * words, and words that changed by letters. Bounded: texts that have little in common are not compared at all.
 */
import { diffArrays } from 'diff';
import type * as Y from 'yjs';
import { graphemesOf, isBoundary, wordsOf } from './graphemes.ts';
import { common } from './history/text-steps.ts';

/** One change of a text: at a place of it some letters go, and others come. Places and lengths in UTF-16 units. */
export interface TextEdit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Most steps of a comparison by letters, and by words: it costs about their square. */
const mostSteps = { letters: 300, words: 800 } as const;
/** How far a letter that is made of several is looked for, in UTF-16 units. */
const longestLetter = 256;

/**
 * Writes into `text` what somebody did who made `wanted` out of `base`; false when there is nothing to write, also because
 * it reads so already.
 */
export function mergeText(text: Y.Text, base: string, wanted: string): boolean {
  const here = text.toJSON();
  if (base === wanted || here === wanted) return false;
  const [theirs, own] = [editsBetween(base, here), editsBetween(base, wanted)];
  // Two who both wrote it anew: one below the other, not one word behind the other.
  if (isAnew(base, theirs) && isAnew(base, own))
    return write(text, [{ at: 0, remove: 0, insert: `${wanted}\n` }]);
  return write(text, carriedOver(theirs, own));
}

/** Whether nothing of a text is left, and another stands there. */
const isAnew = (base: string, [first, ...more]: readonly TextEdit[]): boolean =>
  first !== undefined && more.length === 0 && first.remove === base.length && first.insert !== '';

/** False when there is nothing to write. */
function write(text: Y.Text, edits: readonly TextEdit[]): boolean {
  const all = (): void => {
    for (const { at, remove, insert } of edits.toReversed()) {
      if (remove > 0) text.delete(at, remove);
      if (insert !== '') text.insert(at, insert);
    }
  };
  if (text.doc) text.doc.transact(all);
  else all();
  return edits.length > 0;
}

/** As `mergeText`, of a text that is in no document. */
export function mergedText(here: string, base: string, wanted: string): string {
  if (base === wanted || here === wanted) return here;
  let text = here;
  for (const { at, remove, insert } of carriedOver(
    editsBetween(base, here),
    editsBetween(base, wanted),
  ).toReversed())
    text = text.slice(0, at) + insert + text.slice(at + remove);
  return text;
}

/** What makes `to` of `from`, in the order of the text; no letter that somebody sees is cut in two. */
export function editsBetween(from: string, to: string): TextEdit[] {
  if (from === to) return [];
  const { head, tail } = commonLetters(from, to);
  const old = graphemesOf(from.slice(head, from.length - tail));
  const made = graphemesOf(to.slice(head, to.length - tail));
  const text = old.join('');
  const edits = compared(wordsOf(old), wordsOf(made), mostSteps.words);
  if (!edits) return [{ at: head, remove: text.length, insert: made.join('') }];
  const letters = meant(text, edits).flatMap((edit) => byLetters(text, edit));
  let done = 0;
  return letters.map(({ at, ...edit }) => {
    const placed = slid(from, { at: head + at, ...edit }, done);
    done = head + at + edit.remove;
    return placed;
  });
}

/** What changed of words that were exchanged for others. */
function byLetters(text: string, edit: TextEdit): readonly TextEdit[] {
  const { at, remove, insert } = edit;
  const old = text.slice(at, at + remove);
  const edits = compared([...graphemesOf(old)], [...graphemesOf(insert)], mostSteps.letters);
  return edits ? meant(old, edits).map((each) => ({ ...each, at: at + each.at })) : [edit];
}

/**
 * Without what two texts share by chance: a letter or a space between two changes that are both longer is no part of the old text
 * that somebody left alone, and where another replaced it as well, letters of both would be mixed. Whole words stay unless next
 * to nothing of the text around them did.
 */
function meant(from: string, edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (let edit of edits) {
    for (let last = kept.at(-1); last && isChance(from, last, edit); last = kept.at(-1)) {
      kept.pop();
      const shared = from.slice(last.at + last.remove, edit.at);
      edit = {
        at: last.at,
        remove: edit.at + edit.remove - last.at,
        insert: last.insert + shared + edit.insert,
      };
    }
    kept.push(edit);
  }
  return kept;
}

/** How many times as long as words between them two changes are that leave them standing by chance. */
const dwarfs = 4;

function isChance(from: string, before: TextEdit, after: TextEdit): boolean {
  const start = before.at + before.remove;
  const shared = from.slice(start, after.at);
  const changed = Math.min(...[before, after].map(({ remove, insert }) => Math.max(remove, insert.length)));
  return shared.length * (isWords(from, start, after.at) ? dwarfs : 1) <= changed;
}

/** Whether there are words between two places of a text, and none that reaches beyond them. */
function isWords(text: string, start: number, end: number): boolean {
  const isWord = (at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at));
  if (isWord(start) && start > 0 && isWord(start - 1)) return false;
  if (isWord(end - 1) && isWord(end)) return false;
  return /[\p{L}\p{N}]/u.test(text.slice(start, end));
}

/**
 * The same change where it begins with a word, if there is such a place: of "one two three" without "two " a comparison may
 * as well say that "wo t" went, and what somebody else writes there would land inside of a word.
 */
function slid(text: string, edit: TextEdit, least: number): TextEdit {
  const { remove, insert } = edit;
  if (remove > 0 && insert !== '') return edit;
  let moving = remove > 0 ? text.slice(edit.at, edit.at + remove) : insert;
  for (let at = edit.at; at >= least; at--) {
    if (at === 0 || /\s/.test(text.charAt(at - 1))) return { at, remove, insert: remove > 0 ? '' : moving };
    const before = text.charAt(at - 1);
    // Only plain letters: no letter that is made of several is cut.
    if (before !== moving.at(-1) || !isBoundary(text, at - 1) || !/^[\x20-\x7f]+$/.test(moving)) return edit;
    if (!isBoundary(text, at) || !isBoundary(text, at + remove) || !isBoundary(text, at - 1 + remove))
      return edit;
    moving = before + moving.slice(0, -1);
  }
  return edit;
}

/** How much two texts share at both ends, up to a place where a letter surely ends. */
function commonLetters(from: string, to: string): { readonly head: number; readonly tail: number } {
  let { head, tail } = common(from, to);
  const least = head - longestLetter;
  while (head > 0 && head > least && !(isBoundary(from, head) && isBoundary(to, head))) head--;
  const fewest = tail - longestLetter;
  while (
    tail > 0 &&
    tail > fewest &&
    !(isBoundary(from, from.length - tail) && isBoundary(to, to.length - tail))
  )
    tail--;
  return { head, tail };
}

/** Undefined when it takes more steps. */
function compared(from: string[], to: string[], maxEditLength: number): TextEdit[] | undefined {
  const parts = diffArrays(from, to, { maxEditLength });
  if (!parts) return undefined;
  const edits: TextEdit[] = [];
  let at = 0;
  let begun: { readonly at: number; remove: number; insert: string } | undefined;
  for (const { added, removed, value } of parts) {
    const letters = value.join('');
    if (added || removed) {
      if (!begun) edits.push((begun = { at, remove: 0, insert: '' }));
      if (added) begun.insert += letters;
      else begun.remove += letters.length;
    } else begun = undefined;
    if (!added) at += letters.length;
  }
  return edits;
}

/**
 * One's own edits of a text at the places that these have after somebody else's: what goes is what of it is there still, and
 * what comes stands behind the letter that it was put behind.
 */
export function carriedOver(theirs: readonly TextEdit[], own: readonly TextEdit[]): TextEdit[] {
  const stretches = [...stayed(theirs)];
  const edits: TextEdit[] = [];
  let from = 0;
  for (const { at, remove, insert } of own) {
    // What ends before this edit is behind no later one either, but for the last of it.
    while ((stretches[from + 1]?.base ?? Infinity) < at) from++;
    const before = stretches[from];
    const behind = before && before.base < at ? before.here + Math.min(at - before.base, before.length) : 0;
    if (insert !== '') edits.push({ at: behind, remove: 0, insert });
    for (let i = from; i < stretches.length; i++) {
      const { base, here, length } = stretches[i] as Stretch;
      if (base >= at + remove) break;
      const [start, end] = [Math.max(at, base), Math.min(at + remove, base + length)];
      if (start < end) edits.push({ at: here + start - base, remove: end - start, insert: '' });
    }
  }
  return edits;
}

/** Letters of a text that edits left alone, and where they are afterwards. */
interface Stretch {
  readonly base: number;
  readonly here: number;
  readonly length: number;
}

function* stayed(edits: readonly TextEdit[]): Generator<Stretch> {
  let [base, here] = [0, 0];
  for (const { at, remove, insert } of edits) {
    if (at > base) yield { base, here, length: at - base };
    here += at - base + insert.length;
    base = at + remove;
  }
  yield { base, here, length: Infinity };
}
