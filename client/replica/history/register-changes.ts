/**
 * What one transaction of this person did to registers and sets, and how each of it is undone: by a write of its own, and
 * only while nobody else has written there since (rule UNDO-2). Undoing gives the change that would undo that, which is how
 * redoing works. Ledgers are never undone.
 */
import type * as Y from 'yjs';
import { isDeletion } from '../../../shared/document/deletion.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { decide, disagree } from '../../../shared/document/policy.ts';
import { parseEntry, readRegisters, registersOf } from '../../../shared/document/registers.ts';
import type { Entry } from '../../../shared/document/types.ts';
import { isWriteError } from '../../../shared/document/write-errors.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Value } from '../../../shared/schema/field.ts';
import { fieldStoredAs } from '../../../shared/schema/stored-name.ts';

export type RegisterChange =
  /** `entry` took the place of what showed `from`; `was` is that, where it was one entry. */
  | {
      readonly type: 'write';
      readonly field: string;
      readonly from: Value;
      readonly was: Entry | undefined;
      readonly entry: Entry;
    }
  /** As `write`, and what was there before asked a person: that cannot be brought back by one write. */
  | { readonly type: 'settle'; readonly field: string }
  | { readonly type: 'add'; readonly field: string; readonly entry: Entry }
  /** `was` is the entry that went, where it was one. */
  | {
      readonly type: 'remove';
      readonly field: string;
      readonly element: Value;
      readonly was: Entry | undefined;
    };

/**
 * Entries that were written here in the place of others that said the same, by those: to the step that wrote the first
 * one they are the same, because nobody else wrote between them.
 */
export class BroughtBack {
  readonly #by = new Map<string, Entry>();

  again(was: Entry | undefined, entry: Entry): void {
    if (was) this.#by.set(keyOf(was), entry);
  }

  now(entry: Entry): Entry {
    let current = entry;
    for (let next = this.#by.get(keyOf(current)); next; next = this.#by.get(keyOf(current))) current = next;
    return current;
  }
}

const keyOf = ({ field, stamp, author }: Entry): string => `${field} ${stamp} ${author}`;

/** Why a change stays as it is. */
export type Kept = 'overtaken' | 'settled' | 'not-allowed';

/** What a transaction did, from the event of the `registers` list. */
export function registerChanges(
  entity: EntityDocument,
  event: Y.YArrayEvent<unknown>,
  broughtBack: BroughtBack,
): readonly RegisterChange[] {
  const { kind } = entity;
  const added = entriesIn(entity, event.changes.added);
  const deleted = entriesIn(entity, event.changes.deleted);
  const changes: RegisterChange[] = [];
  for (const name of new Set([...added, ...deleted].map(({ field }) => field))) {
    const field = kind.fields.get(name);
    if (!field || field.policy === 'text' || field.policy === 'ledger') continue;
    const [came, went] = [added, deleted].map((all) => all.filter((entry) => entry.field === name));
    if (field.policy === 'set') changes.push(...setChanges(name, came ?? [], went ?? [], broughtBack));
    else if (came?.[0]) changes.push(writeChange(name, field.policy, came[0], went ?? []));
  }
  return changes;
}

/** Takes a change back; answers the change that would take that back, or why it stays. Call it inside a transaction. */
export function revert(
  entity: EntityDocument,
  change: RegisterChange,
  broughtBack: BroughtBack,
): RegisterChange | Kept {
  if (change.type === 'settle') return 'settled';
  const { field } = change;
  const element = elementOf(change);
  const before = surviving(entity, field, element);
  if (change.type === 'remove' ? before.length > 0 : !isOnly(before, broughtBack.now(change.entry))) {
    return 'overtaken';
  }
  try {
    if (change.type === 'write') writeAgain(entity, field, change.from);
    else if (change.type === 'add') entity.remove(field, change.entry.value);
    else entity.add(field, change.element);
  } catch (error) {
    if (isWriteError(error)) return 'not-allowed';
    throw error;
  }
  if (change.type === 'add') {
    return { type: 'remove', field, element: change.entry.value, was: before[0] };
  }
  // What was just written took the place of everything else.
  const entry = must(surviving(entity, field, element)[0], 'it was just written');
  broughtBack.again(change.was, entry);
  return change.type === 'remove'
    ? { type: 'add', field, entry }
    : { type: 'write', field, from: change.entry.value, was: before[0], entry };
}

/** The element of a set that a change is about; undefined for a register. */
function elementOf(change: Exclude<RegisterChange, { type: 'settle' }>): Value | undefined {
  if (change.type === 'write') return undefined;
  return change.type === 'remove' ? change.element : change.entry.value;
}

function writeAgain(entity: EntityDocument, field: string, value: Value): void {
  if (field !== 'deleted') entity.set(field, value);
  else if (isDeletion(value)) entity.delete();
  else entity.restore();
}

/** The entries of a field, or of one element of a set, that nobody has replaced. */
function surviving({ doc, kind }: EntityDocument, field: string, element?: Value): readonly Entry[] {
  const placed = readRegisters(doc, kind).get(field) ?? [];
  return placed.map(({ entry }) => entry).filter(({ value }) => element === undefined || value === element);
}

const isOnly = ([only, ...others]: readonly Entry[], mine: Entry): boolean =>
  others.length === 0 &&
  only?.stamp === mine.stamp &&
  only.author === mine.author &&
  only.value === mine.value;

function writeChange(
  field: string,
  policy: Parameters<typeof decide>[0],
  entry: Entry,
  before: readonly Entry[],
): RegisterChange {
  // What `latest` and the like settle by themselves asked nobody, and is settled again as it was.
  if (policy === 'review' && disagree(before)) return { type: 'settle', field };
  const [shown] = decide(policy, before).entries;
  const was = before.length === 1 ? shown : undefined;
  return { type: 'write', field, from: shown?.value ?? null, was, entry };
}

function setChanges(
  field: string,
  added: readonly Entry[],
  deleted: readonly Entry[],
  broughtBack: BroughtBack,
): RegisterChange[] {
  const changes: RegisterChange[] = [];
  for (const element of new Set([...added, ...deleted].map(({ value }) => value))) {
    const entry = added.find(({ value }) => value === element);
    const before = deleted.filter(({ value }) => value === element);
    const was = before.length === 1 ? before[0] : undefined;
    // An element that was there before was only written again.
    if (entry && before.length > 0) broughtBack.again(was, entry);
    else if (entry) changes.push({ type: 'add', field, entry });
    else changes.push({ type: 'remove', field, element, was });
  }
  return changes;
}

function entriesIn({ doc, kind }: EntityDocument, items: ReadonlySet<Y.Item>): Entry[] {
  const found: Entry[] = [];
  for (const item of items) {
    if (item.parent !== registersOf(doc)) continue;
    for (const content of item.content.getContent() as readonly unknown[]) {
      const entry = parseEntry(content);
      const named = entry && fieldStoredAs(kind, entry.field);
      if (named) found.push({ ...entry, field: named.name });
    }
  }
  return found;
}
