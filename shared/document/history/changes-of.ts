/**
 * What a transaction changed in the registers, sets and ledgers of a record, as a person would say it. Computed from
 * what changed, inside the transaction and after everything that was written back, so that an edit that was refused
 * is no change. Texts are read from the log afterwards (`text-spells.ts`): a letter must cost nothing here.
 */
import * as Y from 'yjs';
import type { Stamp } from '../../lib/stamp.ts';
import type { Field, Kind, Value } from '../../schema/field.ts';
import { fieldStoredAs, ledgerRoot, registersRoot } from '../../schema/stored-name.ts';
import { isDeletion } from '../deletion.ts';
import { parseLedgerEntry } from '../ledger.ts';
import type { RootChange } from '../observed-changes.ts';
import { decide } from '../policy.ts';
import { deletionState } from '../reviews.ts';
import { isShowable, parseEntry, type PlacedEntry } from '../registers.ts';
import { placedElements } from '../root-list.ts';
import { elementsOf } from '../set.ts';
import type { Entry, LedgerEntry } from '../types.ts';
import { visibleItems } from '../visible-items.ts';
import type { FieldChange, LedgerChange, RegisterChange, SetChange, Standing } from './change.ts';

/** Values of one review that are kept: more people than that do not write one field at once. */
const maxStanding = 16;
/** Entries of one ledger that one update appends and that are kept with their content. */
const maxAppended = 200;
/** What is kept of a value whose field this version does not know, in UTF-16 units: it can restore none of them. */
const maxUnknownValue = 200;

/**
 * Call it inside the transaction, after the write-back, with what `observedChanges` told before it.
 * @param isUndone whether something of a root was written back
 */
export function changesOf(
  transaction: Y.Transaction,
  roots: readonly RootChange[],
  kind: Kind,
  isUndone: (type: RootChange['type']) => boolean,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const root of roots) {
    if (root.root === registersRoot) changes.push(...registerChanges(transaction, root, kind));
    else if (root.root.startsWith('log:')) {
      const named = fieldStoredAs(kind, root.root.slice('log:'.length));
      if (named?.field.policy !== 'ledger' || ledgerRoot(named.name, named.field) !== root.root) continue;
      const change = ledgerChange(transaction, root, named.name, isUndone(root.type));
      if (change) changes.push(change);
    }
  }
  return changes;
}

/** The entries of one field before and after. */
interface Sides {
  readonly field: Field | undefined;
  readonly before: PlacedEntry[];
  readonly after: PlacedEntry[];
  /** Whether anything of it came or went. */
  touched: boolean;
}

function registerChanges(
  { doc, beforeState }: Y.Transaction,
  { type, deleted }: RootChange,
  kind: Kind,
): FieldChange[] {
  const byField = new Map<string, Sides>();
  const read = (value: unknown): { readonly entry: Entry; readonly field: Field | undefined } | undefined => {
    const entry = parseEntry(value);
    if (!entry) return undefined;
    const named = fieldStoredAs(kind, entry.field);
    if (!named) return { entry, field: undefined };
    if (!isShowable(named.name, entry, kind)) return undefined;
    return { entry: { ...entry, field: named.name }, field: named.field };
  };
  const sidesOf = ({ entry, field }: NonNullable<ReturnType<typeof read>>): Sides => {
    const known = byField.get(entry.field);
    if (known) return known;
    const sides = { field, before: [], after: [], touched: false };
    byField.set(entry.field, sides);
    return sides;
  };

  for (const item of deleted) {
    elementsIn(item).forEach((value, offset) => {
      const found = read(value);
      if (!found) return;
      const { client, clock } = item.id;
      const sides = sidesOf(found);
      sides.before.push({ entry: found.entry, index: -1, client, clock: clock + offset });
      sides.touched = true;
    });
  }
  for (const { value, index, client, clock } of placedElements(type)) {
    const found = read(value);
    if (!found) continue;
    const placed = { entry: found.entry, index, client, clock };
    const sides = sidesOf(found);
    sides.after.push(placed);
    if (clock < (beforeState.get(client) ?? 0)) sides.before.push(placed);
    else sides.touched = true;
  }

  const changes: FieldChange[] = [];
  for (const [name, sides] of byField) {
    if (!sides.touched) continue;
    const change =
      sides.field?.policy === 'set'
        ? setChange(name, sides)
        : registerChange(name, sides, (placed) =>
            name === 'deleted' ? shownDeletion(doc, kind, byField, placed) : shownBy(sides.field, placed),
          );
    if (change) changes.push(change);
  }
  return changes;
}

/** What a register shows, and what stands in review. */
interface Shown {
  readonly value: Value;
  readonly review: readonly Standing[] | undefined;
}

function shownBy(field: Field | undefined, placed: readonly PlacedEntry[]): Shown {
  const policy = field && 'scalar' in field ? field.policy : 'latest';
  const { entries, inReview } = decide(
    policy,
    placed.map(({ entry }) => entry),
  );
  return { value: entries[0]?.value ?? null, review: inReview ? standing(entries) : undefined };
}

/** What a deletion asks depends on the whole record; `before` it is told with the other fields as they are now. */
function shownDeletion(
  doc: Y.Doc,
  kind: Kind,
  byField: ReadonlyMap<string, Sides>,
  placed: readonly PlacedEntry[],
): Shown {
  const registers = new Map<string, readonly PlacedEntry[]>();
  for (const [name, { field, after }] of byField) if (field) registers.set(name, after);
  const state = deletionState(doc, kind, registers.set('deleted', placed));
  const own = state.entries.filter(({ field }) => field === 'deleted');
  return { value: state.deleted, review: state.inReview ? standing(own) : undefined };
}

const standing = (entries: readonly Entry[]): Standing[] =>
  entries.slice(0, maxStanding).map(({ value, stamp, author }) => ({ value, stamp, author }));

function registerChange(
  field: string,
  sides: Sides,
  show: (placed: readonly PlacedEntry[]) => Shown,
): RegisterChange | undefined {
  const before = show(sides.before);
  const after = show(sides.after);
  // A value that was written back lies there anew and is no news.
  const known = new Set(sides.before.map(({ entry }) => keyOf(entry)));
  const news = sides.after.map(({ entry }) => entry).filter((entry) => !known.has(keyOf(entry)));
  const newest = news.reduce<Entry | undefined>(
    (best, entry) => (!best || entry.stamp > best.stamp ? entry : best),
    undefined,
  );
  const wrote = newest && (field === 'deleted' ? isDeletion(newest.value) : newest.value);
  const lost = wrote !== undefined && wrote !== after.value;
  if (before.value === after.value && !lost && same(before.review, after.review)) return undefined;
  const kept = (value: Value): Value => (sides.field ? value : shortened(value));
  return {
    type: 'register',
    field,
    from: kept(before.value),
    to: kept(after.value),
    ...(newest && { stamp: newest.stamp }),
    ...(lost && { wrote: kept(wrote) }),
    ...(before.review && { stood: before.review }),
    ...(after.review && { standing: after.review }),
  };
}

const keyOf = ({ value, stamp, author }: Entry): string => JSON.stringify([value, stamp, author]);

const same = (a: readonly Standing[] | undefined, b: readonly Standing[] | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const shortened = (value: Value): Value =>
  typeof value === 'string' && value.length > maxUnknownValue
    ? `${value.slice(0, maxUnknownValue).toWellFormed()}…`
    : value;

function setChange(field: string, { before, after }: Sides): SetChange | undefined {
  const had = elementsOf(before.map(({ entry }) => entry));
  const has = elementsOf(after.map(({ entry }) => entry));
  const added = without(has, new Set(had));
  const removed = without(had, new Set(has));
  if (added.length === 0 && removed.length === 0) return undefined;
  const news = new Set(added);
  let stamp: Stamp | undefined;
  for (const { entry } of after) {
    if (news.has(entry.value) && entry.stamp > (stamp ?? -1)) stamp = entry.stamp;
  }
  return { type: 'set', field, added, removed, ...(stamp !== undefined && { stamp }) };
}

const without = (elements: readonly Value[], others: ReadonlySet<Value>): Value[] =>
  elements.filter((element) => !others.has(element));

function ledgerChange(
  { beforeState }: Y.Transaction,
  { type, added, deleted }: RootChange,
  name: string,
  isUndone: boolean,
): LedgerChange | undefined {
  // Taking something out cuts items into pieces, which are found only by looking at all of them.
  const items = isUndone
    ? visibleItems(type).filter(({ id }) => id.clock >= (beforeState.get(id.client) ?? 0))
    : added;
  const gone = new Set(deleted.flatMap(elementsIn).map((value) => parseLedgerEntry(value)?.id));
  const appended: LedgerEntry[] = [];
  let more = 0;
  for (const item of items) {
    for (const value of elementsIn(item)) {
      const entry = parseLedgerEntry(value);
      if (!entry || gone.has(entry.id)) continue;
      if (appended.length < maxAppended) appended.push(entry);
      else more++;
    }
  }
  if (appended.length === 0) return undefined;
  return { type: 'ledger', field: name, appended, ...(more > 0 && { more }) };
}

const elementsIn = ({ content }: Y.Item): readonly unknown[] =>
  content instanceof Y.ContentAny ? content.arr : [];
