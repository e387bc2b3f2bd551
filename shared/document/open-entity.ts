/** `EntityDocument` over a Yjs document. Owns no state but the document's: two of them on one document are fine. */
import type * as Y from 'yjs';
import { freshEntityId, isSystemAuthor } from '../lib/ids.ts';
import type { Random } from '../lib/random.ts';
import type { StampClock } from '../lib/stamp.ts';
import type { Field, Kind, Role, Value } from '../schema/field.ts';
import { ledgerRoot, textRoot } from '../schema/stored-name.ts';
import { checkValue, isReadable } from '../schema/value.ts';
import { deletionOf } from './deletion.ts';
import type { EntityDocument } from './entity-document.ts';
import { isLedgerId, readLedger, saysTheSame } from './ledger.ts';
import { choicesOf, permitMove, type Mover } from './permit-move.ts';
import { readRegisters, replaceEntries, type PlacedEntry } from './registers.ts';
import { deletionState, reviewsOf, shownOf } from './reviews.ts';
import { deletionHaving, type Saw } from './saw.ts';
import { elementsOf } from './set.ts';
import type { Entry } from './types.ts';
import { IdTaken, IllegalMove, InvalidValue, ServerField, UnknownField } from './write-errors.ts';

export interface EntityOptions {
  readonly doc: Y.Doc;
  readonly kind: Kind;
  /** Who writes: a user's id, or a system author. */
  readonly author: string;
  /** Their role now, as far as it is known; it decides whose moves they may take back. */
  readonly role?: () => Role | undefined;
  readonly clock: StampClock;
  readonly random: Random;
  /** Called when a question about concurrent values was settled by what is written here. */
  readonly settled?: () => void;
}

export function openEntity(options: EntityOptions): EntityDocument {
  const { doc, kind, author, clock, random } = options;
  const mover = (): Mover => ({ author, role: options.role?.() });
  const placed = (name: string): readonly PlacedEntry[] => readRegisters(doc, kind).get(name) ?? [];

  function fieldOf<P extends Field['policy']>(name: string, ...policies: readonly P[]) {
    const field = kind.fields.get(name);
    if (!field || !(policies as readonly string[]).includes(field.policy)) {
      throw new UnknownField(name, policies.join(' or '));
    }
    return field as Extract<Field, { readonly policy: P }>;
  }
  const registerOf = (name: string) => fieldOf(name, 'latest', 'review', 'server', 'client');

  function replace(name: string, seen: readonly PlacedEntry[], value: Value, at?: number): void {
    const stamps = seen.map(({ entry }) => entry.stamp);
    const stamp = at === undefined ? clock.next(stamps) : clock.of(at, stamps);
    doc.transact(() => replaceEntries(doc, seen, { field: name, value, stamp, author }));
  }

  const seenOf = (name: string, saw: Saw | undefined): readonly PlacedEntry[] =>
    saw ? placed(name).filter(saw.entry) : placed(name);

  const remove = (saw?: Saw): void =>
    replace(
      'deleted',
      seenOf('deleted', saw),
      saw ? deletionHaving(doc, kind, saw) : deletionOf(doc),
      saw?.at,
    );
  const restore = (saw?: Saw): void => replace('deleted', seenOf('deleted', saw), false, saw?.at);

  function entries(name: string): readonly Entry[] {
    const field = registerOf(name);
    const registers = readRegisters(doc, kind);
    if (name !== 'deleted') return shownOf(registers.get(name), field.policy).entries;
    return deletionState(doc, kind, registers).entries.filter((entry) => entry.field === 'deleted');
  }

  function write(name: string, value: Value, saw?: Saw): void {
    const field = registerOf(name);
    if (field.policy === 'server' && !isSystemAuthor(author)) throw new ServerField(name);
    const here = placed(name);
    const there = here.map(({ entry }) => entry);
    const seen = seenOf(name, saw);
    const problem = checkValue(field.scalar, value);
    // What stands there may be kept: a choice that only a newer version lists.
    const isThere = there.some((entry) => entry.value === value && isReadable(field.scalar, value));
    if (problem && (name === 'deleted' || !isThere)) throw new InvalidValue(name, problem);
    if (name === 'deleted') return value === true ? remove(saw) : restore(saw);
    // Of what is all here still nobody has to say what it was.
    const stood = seen.length < here.length ? saw?.stood?.(name) : undefined;
    const from = stood ?? seen.map(({ entry }) => entry);
    if (!permitMove(field, from, value, mover())) {
      throw new IllegalMove(
        name,
        from.map((each) => each.value),
        value,
      );
    }
    replace(name, seen, value, saw?.at);
  }

  return {
    kind,
    doc,

    get: (name) => entries(name)[0]?.value ?? (name === 'deleted' ? false : null),
    entries,

    set(name, value, saw) {
      const asks = registerOf(name).policy === 'review' && entries(name).length > 1;
      write(name, value, saw);
      if (asks && entries(name).length === 1) options.settled?.();
    },

    choices: (name) => choicesOf(registerOf(name), entries(name), mover()),

    text: (name) => doc.getText(textRoot(name, fieldOf(name, 'text'))),

    elements(name) {
      fieldOf(name, 'set');
      return elementsOf(placed(name).map(({ entry }) => entry));
    },

    add(name, element, saw) {
      const { element: scalar } = fieldOf(name, 'set');
      const problem = element === null ? 'wrong-type' : checkValue(scalar, element);
      if (problem) throw new InvalidValue(name, problem);
      replace(
        name,
        seenOf(name, saw).filter(({ entry }) => entry.value === element),
        element,
        saw?.at,
      );
    },

    remove(name, element, saw) {
      fieldOf(name, 'set');
      const seen = seenOf(name, saw).filter(({ entry }) => entry.value === element);
      doc.transact(() => replaceEntries(doc, seen, undefined));
    },

    ledger(name) {
      const field = fieldOf(name, 'ledger');
      return readLedger(doc.getArray(ledgerRoot(name, field)), field);
    },

    append(name, parts, { at: happened, id: wanted } = {}) {
      const field = fieldOf(name, 'ledger');
      const given = new Map(Object.entries(parts));
      for (const [part, value] of given) {
        const declared = Object.hasOwn(field.entry, part) ? field.entry[part] : undefined;
        const problem = declared ? checkValue(declared.scalar, value) : 'unknown-part';
        if (problem) throw new InvalidValue(`${name}.${part}`, problem);
      }
      for (const [part, { optional }] of Object.entries(field.entry)) {
        if (!optional && (given.get(part) ?? null) === null)
          throw new InvalidValue(`${name}.${part}`, 'missing-part');
      }
      const list = doc.getArray(ledgerRoot(name, field));
      const at = Math.max(0, Math.floor(happened ?? clock.now()));
      const id = wanted ?? freshEntityId(at, random);
      if (!isLedgerId(id)) throw new InvalidValue(`${name}.id`, 'bad-id');
      const there = wanted === undefined ? undefined : readLedger(list, field).find((each) => each.id === id);
      if (!there) doc.transact(() => list.push([{ id, at, by: author, ...parts }]));
      else if (!saysTheSame(there, given)) throw new IdTaken(name, id);
      return id;
    },

    get deleted() {
      return deletionState(doc, kind, readRegisters(doc, kind)).deleted;
    },
    delete: remove,
    restore,

    change: (write) => doc.transact(write),

    reviews: () => reviewsOf(doc, kind, readRegisters(doc, kind)),
  };
}
