/** Which entries of an update to a ledger may stay; nothing of it may be deleted, by nobody (rule REFUSE-4). */
import * as Y from 'yjs';
import type { LedgerField, Value } from '../schema/field.ts';
import { checkValue, fitsOtherVersion, isPlain } from '../schema/value.ts';
import { canonical, parseLedgerEntry } from './ledger.ts';
import type { Crowding } from './document-size.ts';
import type { RootChange } from './observed-changes.ts';
import type { RefusalTally } from './refusal-tally.ts';
import { visibleItems } from './visible-items.ts';
import type { LedgerEntry, RefusalRule } from './types.ts';
import { Judgement } from './verdict.ts';
import type { Undo } from './write-back.ts';
import { mayWrite, type Writer } from './writer.ts';
import { lengthOf } from './yjs-inside.ts';

/** Entries that one ledger may hold. */
export const maxLedger = 20_000;
const maxParts = 32;
const maxUnknownPart = 20_000;
const partPattern = /^[a-z][A-Za-z0-9]{0,39}$/;

export function judgeLedger(
  { type, added, deleted }: RootChange,
  name: string,
  field: LedgerField,
  writer: Writer,
  tally: RefusalTally,
  crowding: Crowding,
): Undo | undefined {
  const full = crowding === 'all' || lengthOf(type) > maxLedger;
  const judgement = new Judgement(type, tally);
  const said = added.length > 0 ? entriesBefore(type, added) : new Map<string, string>();

  for (const item of added) {
    if (item.parent !== type) continue;
    if (!(item.content instanceof Y.ContentAny) || item.parentSub !== null) {
      judgement.refuseItem(item, name, 'schema');
      continue;
    }
    // Yjs notes what an insertion was put before; one at the end was put before nothing.
    const appended = item.rightOrigin === null;
    item.content.arr.forEach((value: unknown, offset) => {
      const rule = judgeElement(value, field, writer, said, appended, full);
      if (rule) judgement.refuseElement({ item, offset }, name, rule, value);
    });
  }

  let lost = false;
  for (const item of deleted) {
    if (!(item.content instanceof Y.ContentAny)) continue;
    item.content.arr.forEach((value: unknown, offset) => {
      if (!parseLedgerEntry(value)) return;
      judgement.restoreElement({ item, offset });
      lost = true;
    });
  }
  if (lost) judgement.tell(name, mayWrite(writer, field) ? 'append-only' : 'role', null);
  return judgement.undo();
}

function judgeElement(
  value: unknown,
  field: LedgerField,
  writer: Writer,
  said: Map<string, string>,
  appended: boolean,
  full: boolean,
): RefusalRule | undefined {
  const entry = strictEntry(value, field, writer.otherSchema === true);
  if (!entry) return 'schema';
  if (entry.by !== writer.author) return 'author';
  if (!mayWrite(writer, field)) return 'role';
  if (full) return 'too-large';
  if (!appended) return 'append-only';
  // A second entry with the id of another one would change what that one says.
  const text = canonical(entry);
  if ((said.get(entry.id) ?? text) !== text) return 'append-only';
  said.set(entry.id, text);
  return undefined;
}

/** An entry of which every part is as declared; parts that this version does not know are kept as long as they are plain. */
function strictEntry(value: unknown, field: LedgerField, otherSchema: boolean): LedgerEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  const entry = parseLedgerEntry(value);
  if (!entry) return undefined;
  const parts = Object.entries(value);
  if (parts.length > maxParts) return undefined;
  for (const [part, content] of parts) {
    if (part === 'id' || part === 'at' || part === 'by') continue;
    const declared = Object.hasOwn(field.entry, part) ? field.entry[part] : undefined;
    const fits = !declared
      ? isName(part) && isSmall(content)
      : otherSchema
        ? fitsOtherVersion(declared.scalar, content)
        : checkValue(declared.scalar, content) === undefined;
    if (!fits) return undefined;
  }
  for (const [part, { optional }] of Object.entries(field.entry)) {
    if (!optional && (entry.parts[part] ?? null) === null) return undefined;
  }
  return entry;
}

/** A part's name that a newer version may have given: none that every object has anyway. */
const isName = (part: string): boolean => partPattern.test(part) && !(part in Object.prototype);

const isSmall = (value: unknown): value is Value =>
  isPlain(value) && (typeof value !== 'string' || value.length <= maxUnknownPart);

/** What the entries that were there before say, by id. */
function entriesBefore(type: Y.AbstractType<unknown>, added: readonly Y.Item[]): Map<string, string> {
  const fresh = new Set(added);
  const said = new Map<string, string>();
  for (const item of visibleItems(type)) {
    if (fresh.has(item) || !(item.content instanceof Y.ContentAny)) continue;
    for (const value of item.content.arr) {
      const entry = parseLedgerEntry(value);
      if (entry) said.set(entry.id, canonical(entry));
    }
  }
  return said;
}
