/**
 * Brings back what a record held at some time, as ordinary writes of whoever does it: what differs is written, and what
 * is the same is left alone. Works offline, on what was fetched before. Ledgers are never taken back: what was paid was
 * paid. Text is exchanged where it differs, so that what others write meanwhile elsewhere in it stays.
 */
import type * as Y from 'yjs';
import type { Field, Value } from '../../schema/field.ts';
import type { EntityDocument } from '../entity-document.ts';
import { isWriteError } from '../write-errors.ts';
import type { PastRecord, PastValue } from './record-at.ts';
import { common } from './text-steps.ts';

export type KeptBecause =
  /** Whoever restores may not write it. */
  | 'role'
  /** Only the relay writes it. */
  | 'server-field'
  /** A ledger only grows. */
  | 'append-only'
  /** What was there then is not known. */
  | 'unknown'
  /** It cannot be written there now: no value of its type any more, or no move of its workflow. */
  | 'impossible';

type Outcome = 'written' | 'same' | KeptBecause;

export interface Restored {
  /** Fields that were written. */
  readonly written: readonly string[];
  /** Fields that differ and were left as they are. */
  readonly kept: readonly { readonly field: string; readonly because: KeptBecause }[];
}

export interface RestoreOptions {
  /** These fields; all of the record when absent. Names that the record does not have are left out. */
  readonly only?: readonly string[];
  /** Whether whoever restores may write a field. */
  readonly may: (field: Field) => boolean;
}

export function restore(entity: EntityDocument, past: PastRecord, { only, may }: RestoreOptions): Restored {
  const written: string[] = [];
  const kept: Restored['kept'][number][] = [];
  entity.change(() => {
    for (const name of only ?? entity.kind.fields.keys()) {
      const field = entity.kind.fields.get(name);
      if (!field) continue;
      const outcome = restoreField(entity, past, name, field, may);
      if (outcome === 'written') written.push(name);
      else if (outcome !== 'same') kept.push({ field: name, because: outcome });
    }
  });
  return { written, kept };
}

function restoreField(
  entity: EntityDocument,
  past: PastRecord,
  name: string,
  field: Field,
  may: RestoreOptions['may'],
): Outcome {
  if (past.unknown.includes(name)) return 'unknown';
  const wanted = past.fields[name] ?? null;
  if (field.policy !== 'server' && field.policy !== 'ledger' && !may(field)) {
    return differs(entity, name, field, wanted) ? 'role' : 'same';
  }
  switch (field.policy) {
    case 'server':
      return entity.get(name) === wanted ? 'same' : 'server-field';
    case 'ledger':
      return Array.isArray(wanted) && entity.ledger(name).length === wanted.length ? 'same' : 'append-only';
    case 'text':
      return exchange(entity.text(name), asText(wanted)) ? 'written' : 'same';
    case 'set':
      return restoreSet(entity, name, asElements(wanted));
    default:
      return restoreRegister(entity, name, wanted as Value);
  }
}

const asText = (value: PastValue): string => (typeof value === 'string' ? value : '');
const asElements = (value: PastValue): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : [];

/** Whether a field that is no ledger holds something else than is wanted. */
function differs(entity: EntityDocument, name: string, field: Field, wanted: PastValue): boolean {
  if (field.policy === 'text') return entity.text(name).toJSON() !== asText(wanted);
  if (field.policy !== 'set') return entity.get(name) !== wanted;
  const elements = new Set(entity.elements(name));
  const wants = asElements(wanted);
  return elements.size !== wants.length || wants.some((element) => !elements.has(element));
}

function restoreRegister(entity: EntityDocument, name: string, wanted: Value): Outcome {
  // What is in review is settled by it, also in favour of what is shown.
  const agrees = entity.entries(name).every((entry) => entry.value === wanted);
  if (entity.get(name) === wanted && agrees) return 'same';
  return tryTo(() => entity.set(name, wanted));
}

function tryTo(write: () => void): 'written' | 'impossible' {
  try {
    write();
    return 'written';
  } catch (error) {
    if (isWriteError(error)) return 'impossible';
    throw error;
  }
}

function restoreSet(entity: EntityDocument, name: string, wanted: readonly Value[]): Outcome {
  const has = new Set(entity.elements(name));
  const wants = new Set(wanted);
  let outcome: Outcome = 'same';
  for (const element of has) {
    if (wants.has(element)) continue;
    entity.remove(name, element);
    outcome = 'written';
  }
  for (const element of wants) {
    if (has.has(element)) continue;
    outcome = tryTo(() => entity.add(name, element));
    if (outcome === 'impossible') return outcome;
  }
  return outcome;
}

/** Writes another text over one, where they differ; false when they are the same. */
export function exchange(text: Y.Text, wanted: string): boolean {
  const present = text.toJSON();
  if (present === wanted) return false;
  const { head, tail } = common(present, wanted);
  const write = (): void => {
    text.delete(head, present.length - head - tail);
    text.insert(head, wanted.slice(head, wanted.length - tail));
  };
  if (text.doc) text.doc.transact(write);
  else write();
  return true;
}
