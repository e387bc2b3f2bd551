/**
 * What a program did to a record itself, which it has seen (rule PUSH-4): earlier operations of this batch, and those of earlier
 * batches, where it says by its `client` which program of its user it is.
 */
import type { Kind } from '../../shared/schema/field.ts';
import type { ProgramStore, WrittenRecord } from '../store/program-store.ts';
import type { Seq } from '../store/store.ts';
import type { Outcome } from './change-record.ts';

export interface Own {
  /** Entries of the log. */
  readonly versions: Set<Seq>;
  /** What this batch wrote last into each field; nothing of one of which that cannot be said. */
  readonly said: Map<string, unknown>;
  /** The entry that made the record, where this program did. */
  made?: Seq;
  /** Whether what earlier batches did is in it. */
  hasEarlier?: true;
}

export const nothingOwn = (): Own => ({ versions: new Set(), said: new Map() });

/** Adds what was done in earlier batches, once for a batch. @param client empty for a program that does not say which it is */
export async function addEarlier(
  programs: Pick<ProgramStore, 'operationsOf'>,
  own: Own,
  record: WrittenRecord,
  client: string,
): Promise<void> {
  if (client === '' || own.hasEarlier) return;
  for (const { version, outcome } of await programs.operationsOf(record)) {
    const { client: by, made } = JSON.parse(outcome) as Outcome;
    if (by === client && version > 0) noteVersion(own, version, made === true);
  }
  own.hasEarlier = true;
}

export function noteVersion(own: Own, version: Seq, made: boolean): void {
  own.versions.add(version);
  if (made) own.made = version;
}

/**
 * What a later operation of the batch had before it, where this one says what it had itself.
 * @param base what it said it had
 */
export function noteSaid(
  { said }: Own,
  kind: Kind,
  fields: ReadonlyMap<string, unknown>,
  base: ReadonlyMap<string, unknown> | undefined,
): void {
  for (const [field, value] of fields) {
    const had = said.has(field) ? said.get(field) : base?.get(field);
    const made = value === null ? nothingOf(kind, field) : madeOf(value, had);
    if (made === undefined) said.delete(field);
    else said.set(field, made);
  }
}

function nothingOf(kind: Kind, field: string): unknown {
  const policy = kind.fields.get(field)?.policy;
  return policy === 'text' ? '' : policy === 'set' ? [] : null;
}

/** A value after it was written in one of the forms of rule API-3; undefined where that depends on what was there. */
function madeOf(value: unknown, had: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('to' in value) return value.to;
  if ('append' in value && typeof value.append === 'string' && typeof had === 'string')
    return had === '' || had.endsWith('\n') ? had + value.append : `${had}\n${value.append}`;
  if (!Array.isArray(had) || 'append' in value) return undefined;
  const [come, gone] = ['add', 'remove'].map((name) => new Set(listIn(value, name)));
  return [...new Set<unknown>([...(had as readonly unknown[]), ...(come ?? [])])].filter(
    (each) => !gone?.has(each) || come?.has(each),
  );
}

function listIn(value: object, name: string): readonly unknown[] {
  const list: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
