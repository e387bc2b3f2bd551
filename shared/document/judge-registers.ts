/** Which entries of an update to `registers` may stay, and which deletions of earlier entries may (rules REFUSE-2 to REFUSE-6, REFUSE-13). */
import * as Y from 'yjs';
import { isSystemAuthor } from '../lib/ids.ts';
import type { Field, Kind, RegisterField, Scalar } from '../schema/field.ts';
import { fieldStoredAs } from '../schema/stored-name.ts';
import { checkValue, fitsOtherVersion, isReadable } from '../schema/value.ts';
import { isDeletedValue } from './deletion.ts';
import type { Crowding } from './document-size.ts';
import { entriesOf, standingEntries } from './field-entries.ts';
import { judgeMove, judgeWithdrawal, type Replacement } from './judge-move.ts';
import type { RootChange } from './observed-changes.ts';
import { parseEntry } from './registers.ts';
import type { Entry, RefusalRule } from './types.ts';
import type { RefusalTally } from './refusal-tally.ts';
import { Judgement } from './verdict.ts';
import type { Element, Undo } from './write-back.ts';
import { mayWrite, type Writer } from './writer.ts';
import { lengthOf } from './yjs-inside.ts';

/** Entries that one document may hold, of all fields together. */
export const maxEntries = 5_000;
const maxUnknownValue = 20_000;
const maxDeletion = 100_000;
const storedPattern = /^[a-zA-Z_][A-Za-z0-9_]{0,63}$/;

/** What became of one field in this update. */
interface Touched {
  readonly field: Field | undefined;
  accepted: number;
  readonly refused: RefusalRule[];
  readonly lost: (Element & { readonly entry: Entry })[];
  /** What was lost is to stand beside what replaced it. */
  beside: boolean;
}

/** How the update came. */
export interface Arrival {
  /** Part of what its sender saw, or of the update, came before or is yet to come. */
  readonly partial: boolean;
  /** Whether it replaced what was gone here already. */
  readonly replacesGone: (change: RootChange) => boolean;
}

export function judgeRegisters(
  change: RootChange,
  kind: Kind,
  writer: Writer,
  arrival: Arrival,
  tally: RefusalTally,
  crowding: Crowding,
): Undo | undefined {
  const { type, added, deleted } = change;
  const judgement = new Judgement(type, tally);
  const touched = new Map<string, Touched>();
  const touch = (name: string, field: Field | undefined): Touched => {
    const known = touched.get(name);
    if (known) return known;
    const fresh = { field, accepted: 0, refused: [], lost: [], beside: false };
    touched.set(name, fresh);
    return fresh;
  };
  const full = crowding === 'all' || (lengthOf(type) > maxEntries && elementsIn(added) > elementsIn(deleted));

  for (const item of deleted) {
    if (!(item.content instanceof Y.ContentAny)) continue;
    item.content.arr.forEach((value: unknown, offset) => {
      const entry = parseEntry(value);
      const named = entry && fieldStoredAs(kind, entry.field);
      if (entry) touch(named?.name ?? entry.field, named?.field).lost.push({ item, offset, entry });
    });
  }
  const replacements = new Map<string, Replacement>();
  const replacementOf = (name: string): Replacement => {
    const known = replacements.get(name);
    if (known) return known;
    const fresh = {
      lost: (touched.get(name)?.lost ?? []).map(({ entry }) => entry),
      kept: standingEntries(change, kind, name),
      hidden: change.hidden,
      single: change.hidden === 0 && entriesOf(added, kind, name).length === 1,
      partial: arrival.partial,
      replacesGone: () => arrival.replacesGone(change),
    };
    replacements.set(name, fresh);
    return fresh;
  };

  for (const item of added) {
    if (item.parent !== type) continue;
    if (!(item.content instanceof Y.ContentAny) || item.parentSub !== null) {
      judgement.refuseItem(item, '', 'schema');
      continue;
    }
    item.content.arr.forEach((value: unknown, offset) => {
      const entry = parseEntry(value);
      const stored = storedField(value);
      const named = fieldStoredAs(kind, stored);
      const name = named?.name ?? stored;
      let rule = entry
        ? judgeEntry(entry, named?.field, name, writer, full || (!named && crowding !== 'none'))
        : 'schema';
      if (rule === 'schema' && entry && isKept(entry, named?.field, name)) rule = undefined;
      const field = touch(name, named?.field);
      if (!rule && entry && hasMoves(named?.field)) {
        const verdict = judgeMove(named.field, entry, writer, replacementOf(name));
        if (verdict === 'refused') rule = 'workflow';
        if (verdict === 'beside') field.beside = true;
      }
      if (!rule) {
        field.accepted++;
        return;
      }
      field.refused.push(rule);
      judgement.refuseElement({ item, offset }, name, rule, entry ? entry.value : value);
    });
  }

  for (const [name, { field, accepted, refused, lost, beside }] of touched) {
    if (lost.length === 0) continue;
    if (beside) {
      for (const element of lost) judgement.keepElement(element);
      continue;
    }
    const rule =
      refused.includes('workflow') && accepted === 0 ? 'workflow' : judgeLoss(name, field, accepted);
    if (!rule) continue;
    for (const element of lost) judgement.restoreElement(element);
    if (refused.length === 0) judgement.tell(name, rule, null);
  }
  return judgement.undo();

  /** Whether it says again what stood there, or stands: a choice of a newer version's that somebody keeps (rule SCHEMA-11). */
  function isKept({ value }: Entry, field: Field | undefined, name: string): boolean {
    if (!field || !('scalar' in field) || name === 'deleted' || !isReadable(field.scalar, value))
      return false;
    const { lost, kept } = replacementOf(name);
    return [...lost, ...kept].some((each) => each.value === value);
  }

  /** Why entries of a field may not be gone. */
  function judgeLoss(name: string, field: Field | undefined, accepted: number): RefusalRule | undefined {
    const rule = judgeDeletion(field, accepted > 0 || arrival.partial || writer.otherSchema === true, writer);
    if (rule !== 'schema') return rule;
    // The replacement may have come in an update before.
    const replacement = replacementOf(name);
    const own = replacement.kept.filter(({ author }) => author === writer.author);
    if (own.length === 0) return 'schema';
    return hasMoves(field) && !judgeWithdrawal(field, own, writer, replacement) ? 'workflow' : undefined;
  }
}

const hasMoves = (field: Field | undefined): field is RegisterField =>
  field !== undefined && 'moves' in field && field.moves !== undefined;

/** The field that an element names, well-formed or not; empty when it names none. */
const storedField = (element: unknown): string =>
  Array.isArray(element) && typeof element[0] === 'string' ? element[0] : '';

/** Why an entry may not be written; undefined when it may. */
function judgeEntry(
  entry: Entry,
  field: Field | undefined,
  name: string,
  writer: Writer,
  full: boolean,
): RefusalRule | undefined {
  if (!storedPattern.test(entry.field)) return 'schema';
  if (field?.policy === 'text' || field?.policy === 'ledger') return 'schema';
  if (entry.author !== writer.author) return 'author';
  if (field?.policy === 'server' && !isSystemAuthor(writer.author)) return 'server-field';
  if (!mayWrite(writer, field)) return 'role';
  if (full) return 'too-large';
  return isLegalValue(entry, field, name, writer.otherSchema === true) ? undefined : 'schema';
}

function isLegalValue(
  { value }: Entry,
  field: Field | undefined,
  name: string,
  otherSchema: boolean,
): boolean {
  const fits = (scalar: Scalar): boolean =>
    otherSchema ? fitsOtherVersion(scalar, value) : checkValue(scalar, value) === undefined;
  if (!field) return typeof value !== 'string' || value.length <= maxUnknownValue;
  if (name === 'deleted') {
    return isDeletedValue(value) && (typeof value !== 'string' || value.length <= maxDeletion);
  }
  if (field.policy === 'set') return value !== null && fits(field.element);
  return 'scalar' in field && fits(field.scalar);
}

/**
 * Why earlier entries of a field may not be deleted. Who may write the field may replace them; deleting them and
 * writing nothing is legal in a set only, where it removes elements. A register is cleared by writing null: that
 * leaves a trace of who did it, and a concurrent write disagrees with it. When only a part of the update is here, or
 * part of it came before, the new entry may be in the other part: who may write the field is trusted to have written it. So is
 * another version of the schema, which may call the field something else (rule SCHEMA-11).
 */
function judgeDeletion(field: Field | undefined, replaced: boolean, writer: Writer): RefusalRule | undefined {
  if (field?.policy === 'server' && !isSystemAuthor(writer.author)) return 'server-field';
  if (!mayWrite(writer, field)) return 'role';
  if (!field || field.policy === 'set' || replaced) return undefined;
  return 'schema';
}

const elementsIn = (items: readonly Y.Item[]): number => items.reduce((sum, item) => sum + item.length, 0);
