/**
 * A batch of operations of a program that worked without a network (section PUSH of docs/SPEC.md). Each is done once and by
 * itself, whatever becomes of the others; those of one record in their order, and what refers to a record that the batch makes
 * after it was made. Knows no HTTP.
 */
import { ChangeRefused, type NotWritten } from '../../shared/document/apply-writes.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import { reviewsOf } from '../../shared/document/reviews.ts';
import type { Review } from '../../shared/document/types.ts';
import { must } from '../../shared/lib/assert.ts';
import { Gate } from '../../shared/lib/gate.ts';
import { entityKey, parseEntityId, parseKind, type EntityName, type KindName } from '../../shared/lib/ids.ts';
import { orderNumber } from '../../shared/lib/order-number.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import type { Identity } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import { loadDocument } from '../relay/load-document.ts';
import { Refused } from '../relay/refused.ts';
import { Erased } from '../store/erasure-store.ts';
import type { DocumentName, Seq, Store } from '../store/store.ts';
import {
  changeRecord,
  NoRecord,
  RecordDeleted,
  RecordExists,
  UnknownVersion,
  type Changed,
  type Outcome,
  type Programs,
  type Seen,
} from './change-record.ts';
import { derivedId } from './derived-id.ts';
import { addEarlier, noteSaid, nothingOwn, noteVersion, type Own } from './own-writes.ts';
import { resolveNames } from './resolve-names.ts';
import { digestOf, NameReused, UnderWay, type Once } from './once.ts';

export const deeds = ['create', 'change', 'delete', 'restore'] as const;

export interface Operation {
  /** The program's own, for ever. */
  readonly id: string;
  readonly do: (typeof deeds)[number];
  readonly kind: string;
  /** The record by its id, or by the name that the program gave it when it made it. */
  readonly record?: string;
  readonly as?: string;
  readonly fields: ReadonlyMap<string, unknown>;
  /** The version that was seen, or what was there of single fields. */
  readonly seen?: Seq;
  readonly base?: ReadonlyMap<string, unknown>;
  readonly at?: number;
}

export type OperationStatus = 'applied' | 'merged' | 'conflict' | 'refused' | 'unknown';

export type Reason = Omit<NotWritten, 'rule'> & {
  readonly rule:
    | NotWritten['rule']
    /** The version that it says it saw cannot be told any more: read the record, and make another operation. */
    | 'version-unknown'
    /** It says neither which version it saw nor what was there. */
    | 'seen-needed'
    /** A record with this id is there already. */
    | 'record-exists'
    /** The record is deleted, and it does not say that it saw one that was not. */
    | 'record-deleted'
    /** Its id stands for another operation. */
    | 'id-reused'
    /** What it refers to was not made. */
    | 'depends'
    /** It is being done by another request. */
    | 'under-way';
};

export interface OperationResult {
  readonly id: string;
  readonly status: OperationStatus;
  /** The record as the relay calls it; absent where that cannot be said. */
  readonly record?: EntityName;
  /** As the program called it. */
  readonly as?: string;
  /** What the record is with it; 0 where it changed nothing. */
  readonly version?: Seq;
  readonly fields?: Outcome['fields'];
  readonly reviews?: readonly Review[];
  readonly reasons?: readonly Reason[];
  /** It was done before. */
  readonly replayed?: true;
}

export interface Batch {
  /** Tells programs of one user apart: their names for records, and what each wrote itself. Empty where it does not say. */
  readonly source: string;
  readonly operations: readonly Operation[];
}

/** Records that are written at once. */
const atOnce = 16;

export interface PushDependencies extends Programs {
  readonly store: Programs['store'] & Pick<Store, 'leaseNumbers' | 'load' | 'place'>;
  readonly once: Once;
}

/** @throws StoreUnavailable; what was done until then is done, and is told as such when the batch is sent again. */
export async function pushBatch(
  given: PushDependencies,
  identity: Identity,
  { source, operations }: Batch,
): Promise<readonly OperationResult[]> {
  const { shop, user } = identity;
  const nameOf = (kind: KindName, as: string) => derivedId(shop, user, source, `${kind}/${as}`);
  const owns = new Map<string, Own>();
  /** The last operation of each record, and which make those that others refer to. */
  const last = new Map<string, Promise<OperationResult>>();
  const makers = new Map<string, Promise<OperationResult>>();
  const gate = new Gate(atOnce);

  const all = operations.map((operation): Promise<OperationResult> => {
    const kind = parseKind(operation.kind);
    const about = { id: operation.id, ...(operation.as !== undefined && { as: operation.as }) };
    const id =
      operation.as !== undefined && kind ? nameOf(kind, operation.as) : parseEntityId(operation.record ?? '');
    if (!kind || !kindNamed(kind) || !mayRead(identity.role, kind) || !id) {
      return Promise.resolve({ ...about, status: 'unknown' });
    }
    const record: EntityName = { kind, id };
    const key = entityKey(record);
    const own = owns.get(key) ?? nothingOwn();
    owns.set(key, own);
    const { fields, refersTo } = resolveNames(operation.fields, kind, nameOf);
    const waitsFor = [last.get(key), ...refersTo.map((each) => makers.get(each))].filter(
      (each) => each !== undefined,
    );
    const maker = operation.do === 'create' ? undefined : makers.get(key);
    const done = (async (): Promise<OperationResult> => {
      const before = await Promise.all(waitsFor);
      const isMade = before.every((each) => isThere(each) || entityKeyOf(each.record) === key);
      if (!isMade || !isThere(await maker)) {
        return { ...about, record, status: 'refused', reasons: [{ field: '', rule: 'depends' }] };
      }
      return gate.through(async () => ({
        ...about,
        record,
        ...(await perform(given, identity, { operation: { ...operation, fields }, record, own, source })),
      }));
    })();
    last.set(key, done);
    if (operation.do === 'create') makers.set(key, done);
    return done;
  });
  return Promise.all(all);
}

/** Whether a record is there after the operation that was to make it. */
const isThere = (made: OperationResult | undefined): boolean =>
  made?.status !== 'refused' || made.reasons?.some(({ rule }) => rule === 'record-exists') === true;

const entityKeyOf = (record: EntityName | undefined): string => (record ? entityKey(record) : '');

type Done = Omit<OperationResult, 'id' | 'as' | 'record'>;

/** One operation, with what its program did to the record before. */
interface Asked {
  readonly operation: Operation;
  readonly record: EntityName;
  readonly own: Own;
  readonly source: string;
}

async function perform(given: PushDependencies, identity: Identity, asked: Asked): Promise<Done> {
  const { operation, record, own, source } = asked;
  const { store, once } = given;
  const { shop, user } = identity;
  const name = { shop, ...record };
  const { id, do: deed, fields: written, seen = 0, base } = operation;
  const digest = digestOf([deed, record, [...written], seen, [...(base ?? [])]]);
  const noted = { shop, user, id: `push:${id}`, digest, client: source };
  try {
    if (!(await sees(store, identity, name))) return { status: 'unknown' };
    const done = await once.run<Done>(
      noted,
      async () => told(await change(given, identity, asked, noted)),
      async ({ outcome, version }) => {
        const { status, fields } = JSON.parse(outcome) as Outcome;
        const reviews = status === 'conflict' ? await reviewsNow(store, name, fields) : [];
        return { status, fields, version, reviews, replayed: true };
      },
    );
    const version = done.version ?? (await store.programs.operation(noted))?.version ?? 0;
    if (version > 0) noteVersion(own, version, deed === 'create');
    noteSaid(own, must(kindNamed(record.kind), 'a known kind'), written, base);
    return { ...done, version };
  } catch (error) {
    return refusalOf(error);
  }
}

/** What is elsewhere is to its user what is not there (rule PLACE-3). */
async function sees(store: Pick<Store, 'place'>, identity: Identity, name: DocumentName): Promise<boolean> {
  const places = seenPlaces(identity);
  const place = places && (await store.place(name));
  return place === undefined || places?.includes(place) === true;
}

async function change(
  given: PushDependencies,
  identity: Identity,
  { operation, record, own, source }: Asked,
  noted: NonNullable<Parameters<typeof changeRecord>[2]['operation']>,
): Promise<Changed> {
  const { store, now } = given;
  const name = { shop: identity.shop, ...record };
  const { at, do: deed } = operation;
  const fields = new Map(operation.fields);
  if (deed === 'delete' || deed === 'restore') fields.set('deleted', deed === 'delete');
  if (deed === 'create') {
    if (!fields.has('created')) fields.set('created', at ?? now());
    if (record.kind === 'order' && !fields.has('number') && identity.role !== 'view') {
      const { first } = await store.leaseNumbers(identity.shop, 'order', 1);
      fields.set('number', orderNumber(first));
    }
  }
  const { user, shop } = identity;
  if (deed !== 'create') await addEarlier(store.programs, own, { shop, user, name: record }, source);
  const base = new Map([...(operation.base ?? []), ...own.said]);
  const asked = { name, fields, ...(at !== undefined && { at }), operation: noted };
  if (deed === 'create')
    return changeRecord(given, identity, { ...asked, seen: { by: 'present' }, creates: true });
  const seen = seenOf(operation, record, own);
  return changeRecord(given, identity, { ...asked, seen, base });
}

/** @throws SeenNeeded */
function seenOf({ seen, base, fields }: Operation, { kind }: EntityName, own: Own): Seen {
  if (seen !== undefined) return { by: 'version', version: seen, own: own.versions };
  // What it made itself it has seen; and so what it did to it since.
  if (own.made !== undefined) return { by: 'version', version: own.made, own: own.versions };
  if (base) return { by: 'base' };
  const declared = must(kindNamed(kind), 'a known kind').fields;
  const isSaid = [...fields].every(
    ([name, value]) =>
      declared.get(name)?.policy === 'ledger' ||
      (typeof value === 'object' && value !== null && !Array.isArray(value)),
  );
  if (!isSaid || fields.size === 0) throw new SeenNeeded();
  return { by: 'present' };
}

class SeenNeeded extends Error {}

const told = ({ status, fields, reviews }: Changed): Done => ({ status, fields, reviews });

const because = (rule: Reason['rule']): Done => ({ status: 'refused', reasons: [{ field: '', rule }] });

/** What an operation that was not done is told; whatever else went wrong ends the batch. */
function refusalOf(error: unknown): Done {
  if (error instanceof ChangeRefused) return { status: 'refused', reasons: error.reasons };
  if (error instanceof Refused) {
    return { status: 'refused', reasons: error.refusals.map(({ field, rule }) => ({ field, rule })) };
  }
  if (error instanceof NoRecord || error instanceof Erased) return { status: 'unknown' };
  if (error instanceof RecordExists) return because('record-exists');
  if (error instanceof RecordDeleted) return because('record-deleted');
  if (error instanceof UnknownVersion) return because('version-unknown');
  if (error instanceof SeenNeeded) return because('seen-needed');
  if (error instanceof NameReused) return because('id-reused');
  if (error instanceof UnderWay) return because('under-way');
  throw error;
}

/** Which of these fields ask a person now. */
async function reviewsNow(
  store: Pick<Store, 'load'>,
  name: Parameters<Store['load']>[0],
  fields: Outcome['fields'],
): Promise<readonly Review[]> {
  const stored = await store.load(name);
  const kind = kindNamed(name.kind);
  if (!stored || !kind) return [];
  const { doc } = loadDocument(stored);
  const reviews = reviewsOf(doc, kind, readRegisters(doc, kind));
  doc.destroy();
  return reviews.filter(({ field }) => Object.hasOwn(fields, field) || field === 'deleted');
}
