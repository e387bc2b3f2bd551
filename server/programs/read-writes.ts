/**
 * From the fields of a request, as JSON, to what is to be written: a whole text or set is compared with what its sender had
 * before them (rule API-3). Knows the schema; knows neither documents nor HTTP.
 */
import type { FieldWrite, NotWritten } from '../../shared/document/apply-writes.ts';
import type { Field, Kind, Value } from '../../shared/schema/field.ts';
import { checkPlain } from '../../shared/schema/value.ts';

/** What the sender had of a field; undefined where that is not known. */
export type BaseOf = (field: string) => unknown;

/** What is to be written, and why what cannot be read is not. */
export function readWrites(kind: Kind, fields: ReadonlyMap<string, unknown>, baseOf: BaseOf) {
  const writes: FieldWrite[] = [];
  const reasons: NotWritten[] = [];
  for (const [name, said] of fields) {
    const field = kind.fields.get(name);
    const read = field ? readField(name, field, said, baseOf) : ({ rule: 'unknown-field' } as const);
    if (Array.isArray(read)) writes.push(...read);
    else reasons.push({ field: name, ...read });
  }
  return { writes, reasons };
}

type Reason = Omit<NotWritten, 'field'>;

const wrong: Reason = { rule: 'schema', problem: 'wrong-type' };

function readField(name: string, field: Field, said: unknown, baseOf: BaseOf): FieldWrite[] | Reason {
  switch (field.policy) {
    case 'text':
      return readText(name, said, baseOf);
    case 'set':
      return readSet(name, said, baseOf);
    case 'ledger':
      return readEntries(name, said);
    default:
      return checkPlain(said) === undefined ? [{ type: 'value', field: name, value: said as Value }] : wrong;
  }
}

/** A whole text, `{"from", "to"}`, or `{"append"}`. */
function readText(field: string, said: unknown, baseOf: BaseOf): FieldWrite[] | Reason {
  if (said === null || typeof said === 'string') {
    const base = baseOf(field);
    return typeof base === 'string'
      ? [{ type: 'text', field, base, text: said ?? '' }]
      : { rule: 'base-needed' };
  }
  const { from, to, append } = partsOf(said);
  if (typeof from === 'string' && typeof to === 'string')
    return [{ type: 'text', field, base: from, text: to }];
  return typeof append === 'string' ? [{ type: 'words', field, words: append }] : wrong;
}

/** A whole set, or `{"add", "remove"}`. */
function readSet(field: string, said: unknown, baseOf: BaseOf): FieldWrite[] | Reason {
  if (said === null || Array.isArray(said)) {
    const wanted = elementsOf(said ?? []);
    const base = elementsOf(baseOf(field));
    if (!wanted) return wrong;
    if (!base) return { rule: 'base-needed' };
    const add = wanted.filter((element) => !base.includes(element));
    return [{ type: 'elements', field, add, remove: base.filter((element) => !wanted.includes(element)) }];
  }
  const { add = [], remove = [] } = partsOf(said);
  const [come, gone] = [elementsOf(add), elementsOf(remove)];
  const isEither = typeof said === 'object' && come !== undefined && gone !== undefined;
  return isEither ? [{ type: 'elements', field, add: come, remove: gone }] : wrong;
}

/** Entries to be appended: a list of them, or `{"append": [...]}`. */
function readEntries(field: string, said: unknown): FieldWrite[] | Reason {
  const all = Array.isArray(said) ? (said as readonly unknown[]) : partsOf(said)['append'];
  if (!Array.isArray(all)) return { rule: 'append-only' };
  const writes: FieldWrite[] = [];
  for (const each of all as readonly unknown[]) {
    const { id, at, by: _, ...parts } = partsOf(each);
    const isPlain = Object.values(parts).every((part) => checkPlain(part) === undefined);
    const isNamed = (id === undefined || typeof id === 'string') && (at === undefined || isMoment(at));
    if (!isPlain || !isNamed || typeof each !== 'object' || each === null) return wrong;
    writes.push({
      type: 'entry',
      field,
      parts: parts as Readonly<Record<string, Value>>,
      ...(id !== undefined && { id }),
      ...(at !== undefined && { at }),
    });
  }
  return writes;
}

export const isMoment = (at: unknown): at is number => Number.isSafeInteger(at) && (at as number) >= 0;

function elementsOf(list: unknown): readonly Value[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const all = list as readonly unknown[];
  return all.every((each): each is Value => each !== null && checkPlain(each) === undefined)
    ? all
    : undefined;
}

const partsOf = (said: unknown): Readonly<Record<string, unknown>> =>
  typeof said === 'object' && said !== null ? (said as Readonly<Record<string, unknown>>) : {};
