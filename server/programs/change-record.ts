/**
 * One change of one record by a program, over HTTP: what it had seen, what it writes, and what became of it field by field
 * (rules API-2 to API-5). The routes and the batches of `push` stand on this.
 */
import * as Y from 'yjs';
import { applyWrites } from '../../shared/document/apply-writes.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { readText } from '../../shared/document/text.ts';
import { sawValues, type Saw } from '../../shared/document/saw.ts';
import type { Review } from '../../shared/document/types.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Kind, Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { checkPlain } from '../../shared/schema/value.ts';
import type { Identity } from '../auth/identity.ts';
import type { Relay } from '../relay/relay.ts';
import { sawVersion } from '../relay/saw-version.ts';
import type { DoneOperation, OperationName } from '../store/program-store.ts';
import type { DocumentName, Seq, Store } from '../store/store.ts';
import { readWrites, type BaseOf } from './read-writes.ts';

export interface Programs {
  readonly relay: Pick<Relay, 'write'>;
  readonly store: Pick<Store, 'history' | 'programs' | 'row'>;
  /** The relay's time in milliseconds. */
  readonly now: () => number;
}

/** What the program had before it. */
export type Seen =
  /** All that is there now; of a new record nothing. */
  | { readonly by: 'present' }
  /** What the record was at an entry of the log, and later entries that are its own. */
  | { readonly by: 'version'; readonly version: Seq; readonly own?: ReadonlySet<Seq> }
  /** Only these values. */
  | { readonly by: 'base' };

export interface AskedChange {
  readonly name: DocumentName;
  /** As JSON; see `read-writes.ts`. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly seen: Seen;
  /** What it had of single fields, where it says so; it goes before what the version says. */
  readonly base?: ReadonlyMap<string, unknown>;
  /** When it was written, in milliseconds. */
  readonly at?: number;
  /** The record is to be new. */
  readonly creates?: boolean;
  /** The operation that it is, and the program of its user that does it. */
  readonly operation?: OperationName & { readonly digest: string; readonly client?: string };
}

/** `same`: it read so already. `merged`: somebody else had written it since. `review`: two values stand, and a person is asked. */
export type FieldResult = 'written' | 'same' | 'merged' | 'review';

/** What is kept of a change with its operation. */
export interface Outcome {
  /** The program that did it, where it says which it is, and whether it made the record. */
  readonly client?: string;
  readonly made?: true;
  readonly status: 'applied' | 'merged' | 'conflict';
  readonly fields: Readonly<Record<string, FieldResult>>;
}

export interface Changed extends Outcome {
  /** The fields in review, with all their values; of those that were asked for, and `deleted`. */
  readonly reviews: readonly Review[];
  /** Whether there was anything to write. */
  readonly wrote: boolean;
}

/** What the program says that it had seen cannot be told any more, or never was. */
export class UnknownVersion extends Error {
  override readonly name = 'UnknownVersion';
}

/** There is no such record. */
export class NoRecord extends Error {
  override readonly name = 'NoRecord';
}

/** It is deleted, and who writes says that they saw that. */
export class RecordDeleted extends Error {
  override readonly name = 'RecordDeleted';
}

/** The id of the new record is taken. */
export class RecordExists extends Error {
  override readonly name = 'RecordExists';
}

/**
 * @throws UnknownVersion
 * @throws NoRecord
 * @throws RecordExists
 * @throws RecordDeleted
 * @throws ChangeRefused when nothing of it was written
 * @throws Refused when the relay wrote something of it back
 */
export async function changeRecord(
  { relay, store, now }: Programs,
  identity: Identity,
  asked: AskedChange,
): Promise<Changed> {
  const { user: author, role } = identity;
  const { name, fields, seen, base, at, creates = false, operation } = asked;
  const kind = must(kindNamed(name.kind), 'a kind that this version knows');
  const past = seen.by === 'version' ? await sawVersion(store, name, seen.version, seen.own) : undefined;
  if (seen.by === 'version' && !past) throw (await store.row(name)) ? new UnknownVersion() : new NoRecord();
  const saw = sawOf(past?.saw, seen, base, at);
  const changed = await relay.write(
    name,
    author,
    (entity): Changed => {
      const isThere = Y.decodeStateVector(Y.encodeStateVector(entity.doc)).size > 0;
      if (creates && isThere) throw new RecordExists();
      if (!creates && !isThere) throw new NoRecord();
      if (seen.by === 'present' && entity.deleted && changesFields(kind, fields)) throw new RecordDeleted();
      const then = past?.past.fields;
      const baseOf: BaseOf = (field) =>
        base?.has(field) ? base.get(field) : seen.by === 'present' ? present(entity, field) : then?.[field];
      const { writes, reasons } = readWrites(kind, fields, baseOf);
      const moved = past?.moved ?? movedSince(entity, fields, seen, baseOf);
      const written = applyWrites(entity, writes, { writer: { author, role }, saw, reasons });
      return tell(entity, { asked: fields, written, moved });
    },
    {
      role,
      by: identity,
      late: saw !== undefined,
      ...(operation && { operation: (result: Changed) => doneWith(operation, result, creates) }),
    },
  );
  // Where there was nothing to write, there was no commit to note it in.
  if (operation && !changed.wrote) {
    const done = doneWith(operation, changed, creates);
    await store.programs.noteOperation({ ...done, name, version: 0, at: now() });
  }
  return changed;
}

/** Entries of a ledger may be added to what is deleted: a payment that came in is one all the same. */
const changesFields = (kind: Kind, fields: ReadonlyMap<string, unknown>): boolean =>
  !fields.has('deleted') && [...fields.keys()].some((name) => kind.fields.get(name)?.policy !== 'ledger');

function sawOf(
  version: Saw | undefined,
  seen: Seen,
  base: ReadonlyMap<string, unknown> | undefined,
  at: number | undefined,
): Saw | undefined {
  const when = at === undefined ? {} : { at };
  const values = new Map([...(base ?? [])].filter((each): each is [string, Value] => isValue(each[1])));
  const had = base ? sawBase(values, base) : undefined;
  if (seen.by === 'base') return { ...(had ?? sawValues(values)), ...when };
  if (!version) return at === undefined ? undefined : { entry: () => true, moved: new Set(), at };
  if (!had) return { ...version, ...when };
  // Of a field of which it says what it had, that counts.
  return {
    ...version,
    entry: (placed) => version.entry(placed) || had.entry(placed),
    stood: (field) => had.stood?.(field) ?? version.stood?.(field),
    ...when,
  };
}

/** @param values those of `base` that are no lists; of a list that it had it saw the elements. */
function sawBase(values: ReadonlyMap<string, Value>, base: ReadonlyMap<string, unknown>): Saw {
  const saw = sawValues(values);
  return {
    ...saw,
    entry(placed) {
      const { field, value } = placed.entry;
      const list = base.get(field);
      return Array.isArray(list) ? (list as readonly unknown[]).includes(value) : saw.entry(placed);
    },
  };
}

const isValue = (value: unknown): boolean => checkPlain(value) === undefined;

/** What a text or a set is now, for who has seen that. */
function present(entity: EntityDocument, name: string): unknown {
  const field = entity.kind.fields.get(name);
  if (field?.policy === 'text') return readText(entity.doc, name, field);
  return field?.policy === 'set' ? entity.elements(name) : undefined;
}

/** The fields that are not what their writer had. */
function movedSince(
  entity: EntityDocument,
  fields: ReadonlyMap<string, unknown>,
  seen: Seen,
  baseOf: BaseOf,
): ReadonlySet<string> {
  const moved = new Set<string>();
  if (seen.by !== 'base') return moved;
  for (const name of fields.keys()) {
    const policy = entity.kind.fields.get(name)?.policy;
    if (policy === undefined || policy === 'ledger') continue;
    const here = policy === 'text' || policy === 'set' ? present(entity, name) : entity.get(name);
    if (JSON.stringify(here) !== JSON.stringify(baseOf(name) ?? null)) moved.add(name);
  }
  return moved;
}

function tell(
  entity: EntityDocument,
  {
    asked,
    written,
    moved,
  }: {
    readonly asked: ReadonlyMap<string, unknown>;
    readonly written: readonly string[];
    readonly moved: ReadonlySet<string>;
  },
): Changed {
  const reviews = entity.reviews().filter(({ field }) => asked.has(field) || field === 'deleted');
  const inReview = new Set(reviews.map(({ field }) => field));
  const fields: Record<string, FieldResult> = {};
  for (const field of asked.keys()) {
    if (inReview.has(field)) fields[field] = 'review';
    else if (!written.includes(field)) fields[field] = 'same';
    else fields[field] = moved.has(field) ? 'merged' : 'written';
  }
  const results = Object.values(fields);
  const status = reviews.length > 0 ? 'conflict' : results.includes('merged') ? 'merged' : 'applied';
  return { status, fields, reviews, wrote: written.length > 0 };
}

const doneWith = (
  { shop, user, id, digest, client = '' }: NonNullable<AskedChange['operation']>,
  { status, fields }: Outcome,
  creates: boolean,
): DoneOperation => ({
  shop,
  user,
  id,
  digest,
  outcome: JSON.stringify({
    status,
    fields,
    ...(client !== '' && { client }),
    ...(creates && { made: true }),
  } satisfies Outcome),
});
