/**
 * Writes several fields of a record at once for somebody who has no replica of it: a program over HTTP, or another system.
 * All of them or none. The one way in which such writes reach a record (rule BASE-8); the relay judges them afterwards like
 * everybody's.
 */
import { never } from '../lib/assert.ts';
import type { Field, Value } from '../schema/field.ts';
import type { EntityDocument } from './entity-document.ts';
import { mergeText } from './merge-text.ts';
import type { Saw } from './saw.ts';
import type { RefusalRule } from './types.ts';
import { IdTaken, IllegalMove, InvalidValue, isWriteError, ServerField } from './write-errors.ts';
import { mayWrite, type Writer } from './writer.ts';

/** Of one change each field is written once; of a ledger there may be several entries. */
export type FieldWrite = { readonly field: string } & (
  | { readonly type: 'value'; readonly value: Value }
  /** What somebody made of a text that read `base`. */
  | { readonly type: 'text'; readonly base: string; readonly text: string }
  /** Words at the end of a text, on a line of their own. */
  | { readonly type: 'words'; readonly words: string }
  | { readonly type: 'elements'; readonly add: readonly Value[]; readonly remove: readonly Value[] }
  | {
      readonly type: 'entry';
      readonly parts: Readonly<Record<string, Value>>;
      /** As in `Appending`. */
      readonly id?: string;
      readonly at?: number;
    }
);

/** Why a field is not written. */
export interface NotWritten {
  readonly field: string;
  /** `base-needed`: what its writer had before them cannot be told, and they are to say it. */
  readonly rule: RefusalRule | 'unknown-field' | 'id-taken' | 'base-needed';
  /** What of the rule, in a word of a closed list: the problem with a value. */
  readonly problem?: InvalidValue['problem'] | 'twice';
  /** What a workflow allows instead. */
  readonly choices?: readonly Value[];
}

/** Nothing of the change was written; all its reasons. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
  readonly reasons: readonly NotWritten[];

  constructor(reasons: readonly NotWritten[]) {
    super(reasons.map(({ field, rule }) => `${field}: ${rule}`).join(', '));
    this.reasons = reasons;
  }
}

/**
 * @param entity a copy of the record that is thrown away when this throws, as `Relay.write` hands it out
 * @param reasons why others of the change are not written, as is known already
 * @param saw what the writer had seen; all that is there when absent
 * @returns the fields that were really written: what reads so already, or did for the writer, is left alone
 * @throws ChangeRefused
 */
export function applyWrites(
  entity: EntityDocument,
  writes: readonly FieldWrite[],
  {
    writer,
    saw,
    reasons: known = [],
  }: {
    readonly writer: Writer;
    readonly saw?: Saw | undefined;
    readonly reasons?: readonly NotWritten[];
  },
): readonly string[] {
  const written = new Set<string>();
  const reasons: NotWritten[] = [...known];
  entity.change(() => {
    const said = new Set<string>();
    for (const write of writes) {
      const reason =
        reasonAgainst(entity.kind.fields.get(write.field), write, writer) ??
        (said.has(write.field) ? twice : tryTo(entity, write, saw, written));
      if (reason) reasons.push({ field: write.field, ...reason });
      if (write.type !== 'entry') said.add(write.field);
    }
  });
  if (reasons.length > 0) throw new ChangeRefused(reasons);
  return [...written];
}

type Reason = Omit<NotWritten, 'field'>;

const twice: Reason = { rule: 'schema', problem: 'twice' };

function reasonAgainst(field: Field | undefined, write: FieldWrite, writer: Writer): Reason | undefined {
  if (!field) return { rule: 'unknown-field' };
  if (!mayWrite(writer, field)) return { rule: field.policy === 'server' ? 'server-field' : 'role' };
  if (field.policy === 'ledger') return write.type === 'entry' ? undefined : { rule: 'append-only' };
  const fits =
    field.policy === 'text'
      ? write.type === 'text' || write.type === 'words'
      : write.type === (field.policy === 'set' ? 'elements' : 'value');
  return fits ? undefined : { rule: 'schema', problem: 'wrong-type' };
}

function tryTo(
  entity: EntityDocument,
  write: FieldWrite,
  saw: Saw | undefined,
  written: Set<string>,
): Reason | undefined {
  try {
    if (perform(entity, write, saw)) written.add(write.field);
    return undefined;
  } catch (error) {
    if (!isWriteError(error)) throw error;
    if (error instanceof InvalidValue) return { rule: 'schema', problem: error.problem };
    if (error instanceof IllegalMove) return { rule: 'workflow', choices: entity.choices(write.field) ?? [] };
    if (error instanceof ServerField) return { rule: 'server-field' };
    return { rule: error instanceof IdTaken ? 'id-taken' : 'unknown-field' };
  }
}

/** Whether there was anything to write. */
function perform(entity: EntityDocument, write: FieldWrite, saw: Saw | undefined): boolean {
  const { field: name } = write;
  switch (write.type) {
    case 'value': {
      const { value } = write;
      if (isAll(saw?.stood?.(name), value) || isAll(entity.entries(name), value)) return false;
      if (name === 'deleted' && value === false && entity.entries(name).length === 0) return false;
      entity.set(name, value, saw);
      return true;
    }
    case 'text':
      checkLength(entity, name, write.text);
      return mergeText(entity.text(name), write.base, write.text);
    case 'words': {
      const text = entity.text(name);
      const isEmpty = text.length === 0 || text.toJSON().endsWith('\n');
      const words = isEmpty ? write.words : `\n${write.words}`;
      checkLength(entity, name, words, text.length);
      text.insert(text.length, words);
      return write.words !== '';
    }
    case 'elements': {
      const has = new Set(entity.elements(name));
      const gone = write.remove.filter((element) => has.has(element));
      for (const element of saw?.held?.(name) ?? []) has.add(element);
      const come = write.add.filter((element) => !has.has(element));
      for (const element of gone) entity.remove(name, element, saw);
      for (const element of come) entity.add(name, element, saw);
      return gone.length + come.length > 0;
    }
    case 'entry': {
      const { parts, id, at } = write;
      const before = entity.ledger(name).length;
      entity.append(name, parts, { id, at });
      return entity.ledger(name).length > before;
    }
    default:
      return never(write, 'a write');
  }
}

/** Whether a value says nothing else than what stands; null than nothing. */
const isAll = (standing: readonly { readonly value: Value }[] | undefined, value: Value): boolean =>
  standing !== undefined &&
  (standing.length > 0 || value === null) &&
  standing.every((each) => each.value === value);

function checkLength(entity: EntityDocument, name: string, words: string, before = 0): void {
  const field = entity.kind.fields.get(name);
  if (!words.isWellFormed()) throw new InvalidValue(name, 'lone-surrogate');
  if (field?.policy === 'text' && before + words.length > field.max) throw new InvalidValue(name, 'too-long');
}
