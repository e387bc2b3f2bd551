/**
 * Who wrote what in the texts of a record, read from its log: one entry for each author, text and spell of writing,
 * however many letters it was. So a letter costs nothing when it comes, and the log, which is on disk, is what the
 * history is made from; it is made before a fold takes the entries away (rule HIST-4).
 *
 * What several people write at once is told apart by whose update brought or took a letter. The entries of a text,
 * each applied to what the one before left, lead from one state of it to the next.
 */
import * as Y from 'yjs';
import { must } from '../../lib/assert.ts';
import { isSystemAuthor } from '../../lib/ids.ts';
import type { Kind } from '../../schema/field.ts';
import { textRoot } from '../../schema/stored-name.ts';
import { observedChanges, type RootChange } from '../observed-changes.ts';
import { itemsOf } from '../yjs-inside.ts';
import { byAge, type HistoryEntry, type Through } from './change.ts';
import { firstWhere, Letters } from './letters.ts';
import { Steps } from './text-steps.ts';

/** An entry of a record's log. */
export interface Logged {
  readonly update: Uint8Array;
  readonly seq: number;
  readonly at: number;
  readonly author: string;
  readonly through: Through;
}

export interface LoggedDocument {
  /** The document as the snapshot has it; afterwards it has all entries. */
  readonly doc: Y.Doc;
  readonly kind: Kind | undefined;
  readonly entries: readonly Logged[];
  /** The relay's own client ids, under which it writes back what was refused. */
  readonly relays: ReadonlySet<number>;
}

/** A text that nobody writes in for so long is done with, in milliseconds. */
const idle = 2 * 60_000;
/** The longest spell, in milliseconds. */
const longest = 30 * 60_000;
/** Entries of one author that are applied at once lie within so many milliseconds. */
const batch = 10_000;
/** Removed letters that one spell remembers, in UTF-16 units. */
const maxRemoved = 400_000;

/** Applies entries of a log to the document before them, and answers what was written in its texts, oldest first. */
export function applyLogged({ doc, kind, entries, relays }: LoggedDocument): HistoryEntry[] {
  if (!kind || ![...kind.fields.values()].some(({ policy }) => policy === 'text')) {
    doc.transact(() => {
      for (const { update } of entries) Y.applyUpdate(doc, update);
    });
    return [];
  }
  const reader = new TextSpells(doc, kind, relays);
  for (let from = 0; from < entries.length;) {
    // What was taken out and written back is told apart in the update that did it.
    const to = relays.size > 0 ? from + 1 : endOfBatch(entries, from);
    reader.take(entries.slice(from, to));
    from = to;
  }
  return reader.end();
}

/** Neighbouring entries of one author and door, close to each other, are looked at together. */
function endOfBatch(entries: readonly Logged[], from: number): number {
  const first = must(entries[from], 'an entry');
  let to = from + 1;
  for (let next = entries[to]; next; next = entries[++to]) {
    if (next.author !== first.author || next.through !== first.through || next.at - first.at > batch) break;
  }
  return to;
}

/** Who wrote, and through what. */
interface Writing {
  readonly author: string;
  readonly through: Through;
}

interface Participation {
  readonly since: number;
  readonly at: number;
  readonly seq: number;
}

interface Removed {
  readonly clock: number;
  readonly text: string;
  readonly by: number;
}

/** A spell of writing in one text, by one person or several. */
interface Spell {
  /** What was there when it began: what has a higher clock came in it. */
  readonly before: ReadonlyMap<number, number>;
  readonly since: number;
  at: number;
  readonly who: Map<number, Participation>;
  readonly removed: Map<number, Removed[]>;
  removedLetters: number;
}

class TextSpells {
  readonly #doc: Y.Doc;
  readonly #relays: ReadonlySet<number>;
  readonly #fields = new Map<string, { readonly field: string; readonly part: number }>();
  readonly #writers: Writing[] = [];
  readonly #writerOf = new Map<string, number>();
  readonly #letters = new Letters();
  readonly #spells = new Map<string, Spell>();
  readonly #told: HistoryEntry[] = [];

  constructor(doc: Y.Doc, kind: Kind, relays: ReadonlySet<number>) {
    this.#doc = doc;
    this.#relays = relays;
    for (const [field, declared] of kind.fields) {
      if (declared.policy !== 'text') continue;
      const root = textRoot(field, declared);
      doc.getText(root);
      this.#fields.set(root, { field, part: this.#fields.size + 1 });
    }
  }

  /** Entries of one author through one door. */
  take(entries: readonly Logged[]): void {
    const first = must(entries[0], 'an entry');
    const last = must(entries.at(-1), 'an entry');
    const isHealing = first.through === 'heal';
    for (const [root, { at, since, removedLetters }] of this.#spells) {
      const isOver = first.at - at > idle || last.at - since > longest || removedLetters > maxRemoved;
      if (isHealing || isOver) this.#close(root);
    }
    const by = this.#writer(first);
    const isSystem = isSystemAuthor(first.author);
    Y.transact(this.#doc, (transaction) => {
      for (const { update } of entries) Y.applyUpdate(this.#doc, update);
      if (isHealing) return;
      this.#letters.bring(transaction, by);
      for (const change of observedChanges(transaction)) {
        if (!this.#fields.has(change.root)) continue;
        if (!isSystem && this.#wasWrittenBack(change)) continue;
        this.#note(change, by, transaction.beforeState, { since: first.at, at: last.at, seq: last.seq });
      }
    });
  }

  end(): HistoryEntry[] {
    for (const root of this.#spells.keys()) this.#close(root);
    return this.#told.sort(byAge);
  }

  #writer({ author, through }: Writing): number {
    const key = `${through} ${author}`;
    const known = this.#writerOf.get(key);
    if (known !== undefined) return known;
    const fresh = this.#writers.push({ author, through }) - 1;
    this.#writerOf.set(key, fresh);
    return fresh;
  }

  /** A text is written back as a whole: what was taken out of it is there again, and nothing that was put in. */
  #wasWrittenBack({ added }: RootChange): boolean {
    const back = added.filter(({ id }) => this.#relays.has(id.client));
    for (const item of back) this.#letters.restore(item);
    return back.length > 0;
  }

  #note(
    { root, added, deleted }: RootChange,
    by: number,
    before: ReadonlyMap<number, number>,
    part: Participation,
  ): void {
    if (added.length === 0 && deleted.length === 0) return;
    let spell = this.#spells.get(root);
    if (!spell) {
      const { since, at } = part;
      spell = { before, since, at, who: new Map(), removed: new Map(), removedLetters: 0 };
      this.#spells.set(root, spell);
    }
    spell.at = part.at;
    spell.who.set(by, { ...part, since: spell.who.get(by)?.since ?? part.since });
    for (const { id, content, length } of deleted) {
      if (!(content instanceof Y.ContentString)) continue;
      for (const { at, length: some, client, clock } of this.#letters.origins(id.client, id.clock, length)) {
        // What came in this spell and went in it is nothing to tell.
        const old = Math.min(some, (spell.before.get(client) ?? 0) - clock);
        if (old <= 0) continue;
        const list = spell.removed.get(id.client);
        const piece = { clock: id.clock + at, text: content.str.slice(at, at + old), by };
        if (list) list.push(piece);
        else spell.removed.set(id.client, [piece]);
        spell.removedLetters += old;
      }
    }
  }

  /** Walks through the text once, and says for each who took part what they did to what the one before left. */
  #close(root: string): void {
    const spell = must(this.#spells.get(root), 'a spell');
    this.#spells.delete(root);
    const { field, part } = must(this.#fields.get(root), 'a text');
    const order = [...spell.who].sort(([, a], [, b]) => a.seq - b.seq);
    const writing = new Writings(order.map(([by]) => by));
    for (const pieces of spell.removed.values()) pieces.sort((a, b) => a.clock - b.clock);
    for (const item of itemsOf(this.#doc.getText(root))) {
      const { client, clock } = item.id;
      if (item.deleted) {
        for (const { text, by } of within(spell.removed.get(client), clock, item.length)) {
          writing.remove(text, by);
        }
      } else if (item.content instanceof Y.ContentString) {
        this.#walk(client, clock, item.content.str, spell.before, writing);
      }
    }
    for (const [by, { since, at, seq }] of order) {
      const steps = writing.steps(by);
      if (steps.length === 0) continue;
      const together = spell.since < since ? { together: spell.since } : {};
      const change = { type: 'text', field, since, ...together, steps } as const;
      const { author, through } = must(this.#writers[by], 'a writer');
      this.#told.push({ version: seq, part, at, author, through, changes: [change] });
    }
  }

  /** Letters that are there: old ones, and those that somebody brought in this spell. */
  #walk(
    client: number,
    clock: number,
    text: string,
    before: ReadonlyMap<number, number>,
    writing: Writings,
  ): void {
    for (const stretch of this.#letters.origins(client, clock, text.length)) {
      const isOld = (before.get(stretch.client) ?? 0) - stretch.clock;
      const old = Math.min(stretch.length, Math.max(0, isOld));
      if (old > 0) writing.keep(old);
      const rest = {
        ...stretch,
        at: stretch.at + old,
        clock: stretch.clock + old,
        length: stretch.length - old,
      };
      for (const { at, length, by } of this.#letters.broughtBy(rest)) {
        writing.insert(text.slice(at, at + length), by);
      }
    }
  }
}

/** The steps of several writers, each through what those before left. */
class Writings {
  readonly #steps: readonly Steps[];
  readonly #rank: ReadonlyMap<number, number>;

  constructor(order: readonly number[]) {
    this.#steps = order.map(() => new Steps());
    this.#rank = new Map(order.map((by, rank) => [by, rank]));
  }

  keep(length: number): void {
    for (const each of this.#steps) each.keep(length);
  }

  /** Those before do not have it yet. */
  insert(text: string, by: number): void {
    const own = this.#rankOf(by);
    this.#steps[own]?.insert(text);
    for (const later of this.#steps.slice(own + 1)) later.keep(text.length);
  }

  /** Those before still have it. */
  remove(text: string, by: number): void {
    const own = this.#rankOf(by);
    for (const earlier of this.#steps.slice(0, own)) earlier.keep(text.length);
    this.#steps[own]?.remove(text);
  }

  steps(by: number) {
    return must(this.#steps[this.#rankOf(by)], 'steps for each').list();
  }

  #rankOf(by: number): number {
    return must(this.#rank.get(by), 'who wrote took part');
  }
}

/** The removed pieces that lie in a stretch of a client's clocks. */
function* within(pieces: readonly Removed[] | undefined, clock: number, length: number): Generator<Removed> {
  if (!pieces) return;
  for (let at = firstWhere(pieces, (piece) => piece.clock >= clock); at < pieces.length; at++) {
    const piece = must(pieces[at], 'a piece');
    if (piece.clock >= clock + length) return;
    yield piece;
  }
}
