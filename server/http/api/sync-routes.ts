/** `POST /api/sync/push` and `GET /api/sync/pull`: a whole day's work of a program without CRDTs (sections PUSH and PULL of docs/SPEC.md). */
import { Hono } from 'hono';
import type { LedgerEntry } from '../../../shared/document/types.ts';
import { must } from '../../../shared/lib/assert.ts';
import { parseKind, type KindName } from '../../../shared/lib/ids.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { kindNamed, kinds as allKinds } from '../../../shared/schema/kinds.ts';
import { mayRead } from '../../../shared/schema/may-read.ts';
import type { VerifyToken } from '../../auth/identity.ts';
import { seenPlaces } from '../../auth/seen-places.ts';
import { describeRefusal } from '../../programs/describe-refusal.ts';
import { Once } from '../../programs/once.ts';
import { markOf, pullChanges } from '../../programs/pull-changes.ts';
import {
  deeds,
  pushBatch,
  type Batch,
  type Operation,
  type OperationResult,
  type Reason,
} from '../../programs/push-batch.ts';
import { isMoment } from '../../programs/read-writes.ts';
import type { Relay } from '../../relay/relay.ts';
import type { Store } from '../../store/store.ts';
import { requireIdentity, requireShop } from '../bearer.ts';
import { readFields } from '../json-body.ts';
import { readLimit } from '../page-query.ts';
import { Problem } from '../problem.ts';
import { tellReview } from './record-routes.ts';
import { readVersion, tellVersion } from './version.ts';
import type { WorkSlots } from './work-slots.ts';
import { wholeBody } from '../whole-body.ts';

export interface SyncDependencies {
  readonly relay: Pick<Relay, 'write' | 'row'>;
  readonly store: Pick<
    Store,
    | 'hasShop'
    | 'history'
    | 'row'
    | 'programs'
    | 'leaseNumbers'
    | 'load'
    | 'moved'
    | 'page'
    | 'place'
    | 'epoch'
  >;
  readonly verify: VerifyToken;
  readonly now: () => number;
  readonly slots: WorkSlots;
}

const longestBody = 8 * 1024 * 1024;
/** Operations in one batch. */
export const mostOperations = 500;

export function syncRoutes(given: SyncDependencies): Hono {
  const { relay, store, verify, now, slots } = given;
  const { epoch } = store;
  const once = new Once(store);
  const routes = new Hono();

  routes.post('/push', wholeBody(verify, longestBody), async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    await requireShop(identity.shop, identity, store);
    const batch = readBatch(await readFields(context.req), epoch);
    const results = await slots.during(
      identity,
      () => pushBatch({ relay, store, once, now }, identity, batch),
      batch.operations.length,
    );
    const told = results.map((result, at) =>
      tell(result, batch.operations[at]?.kind ?? '', identity.role, epoch),
    );
    return context.json({ results: told }, 200, { 'Cache-Control': 'no-store' });
  });

  routes.get('/pull', async (context) => {
    const identity = await requireIdentity(context.req.header('authorization'), verify);
    const shop = await requireShop(identity.shop, identity, store);
    const limit = readLimit(context.req.query('limit'));
    const kinds = readKinds(context.req.query('kinds'), identity.role);
    const places = seenPlaces(identity);
    const mark = markOf(kinds, places);
    const after = readCursor(context.req.query('cursor'), epoch, mark);
    const entries = context.req.query('entries') === 'true';
    const pulled = await slots.during(identity, () =>
      pullChanges({ relay, store }, { shop, kinds, after, limit, entries, ...(places && { places }) }),
    );
    const records = pulled.records.map(({ version, entries: ledgers, ...row }) => ({
      ...row,
      version: tellVersion(epoch, version),
      ...(ledgers && { entries: flat(ledgers) }),
    }));
    const { gone, hasMore, upTo } = pulled;
    const cursor = `${tellVersion(epoch, upTo)}.${mark}`;
    return context.json({ records, gone, cursor, hasMore }, 200, { 'Cache-Control': 'no-store' });
  });

  return routes;
}

const flat = (ledgers: Readonly<Record<string, readonly LedgerEntry[]>>) =>
  Object.fromEntries(
    Object.entries(ledgers).map(([field, entries]) => [
      field,
      entries.map(({ parts, ...entry }) => ({ ...entry, ...parts })),
    ]),
  );

/** @throws Problem `not-found` for a kind that is none to this role */
function readKinds(asked: string | undefined, role: Role): readonly KindName[] {
  const names =
    asked === undefined ? [...allKinds.keys()].filter((kind) => mayRead(role, kind)) : asked.split(',');
  return names.map((text) => {
    const kind = parseKind(text);
    if (!kind || !kindNamed(kind) || !mayRead(role, kind)) throw new Problem('not-found');
    return kind;
  });
}

/** @throws Problem `cursor-unknown` */
function readCursor(cursor: string | undefined, epoch: string, mark: string): number {
  if (cursor === undefined) return 0;
  const dot = cursor.lastIndexOf('.');
  const after = readVersion(epoch, cursor.slice(0, dot));
  if (after === undefined || cursor.slice(dot + 1) !== mark) {
    throw new Problem(
      'cursor-unknown',
      'Pull again without a cursor: the relay, the kinds or your rights are others than then.',
    );
  }
  return after;
}

/** @throws Problem `bad-request` where it cannot be told what of it are operations */
function readBatch(sent: ReadonlyMap<string, unknown>, epoch: string): Batch {
  const [source = '', operations] = [sent.get('client'), sent.get('operations')];
  if (typeof source !== 'string' || source.length > 200)
    throw new Problem('bad-request', 'client is a short text.');
  if (!Array.isArray(operations) || operations.length > mostOperations) {
    throw new Problem('bad-request', `operations is a list of at most ${mostOperations}.`);
  }
  const read = operations.map((each: unknown, at) => readOperation(each, at, epoch));
  const twice = read.find(({ id }, at) => read.findIndex((other) => other.id === id) !== at);
  if (twice) throw new Problem('bad-request', `Two operations have the id "${twice.id}".`);
  return { source, operations: read };
}

function readOperation(sent: unknown, at: number, epoch: string): Operation {
  const wrong = (what: string): Problem => new Problem('bad-request', `operations[${at}]: ${what}`);
  if (typeof sent !== 'object' || sent === null) throw wrong('is no object.');
  const said = new Map<string, unknown>(Object.entries(sent));
  const [id, deed, kind, record, as] = ['id', 'do', 'kind', 'record', 'as'].map((name) => said.get(name));
  const asked = deeds.find((each) => each === deed);
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(id))
    throw wrong('id is 1 to 200 visible ASCII characters.');
  if (!asked) throw wrong(`do is one of ${deeds.join(', ')}.`);
  if (typeof kind !== 'string') throw wrong('kind is the name of a kind.');
  const isNamed = typeof record === 'string' ? as === undefined : typeof as === 'string' && as.length <= 200;
  if (!isNamed) throw wrong('it names its record either by "record" or by "as".');
  const [seen, when] = [said.get('seen'), said.get('at')];
  if (when !== undefined && !isMoment(when)) throw wrong('at is a time in milliseconds.');
  // A version of another store counts as one that cannot be told any more.
  const version =
    typeof seen === 'string' ? (readVersion(epoch, seen) ?? Number.MAX_SAFE_INTEGER) : undefined;
  if (seen !== undefined && version === undefined) throw wrong('seen is the version of a record.');
  const objectOf = (name: string): ReadonlyMap<string, unknown> => {
    const value = said.get(name) ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) throw wrong(`${name} is an object of fields.`);
    return new Map(Object.entries(value));
  };
  return {
    id,
    do: asked,
    kind,
    ...(typeof record === 'string' && { record }),
    ...(typeof as === 'string' && { as }),
    fields: objectOf('fields'),
    ...(version !== undefined && { seen: version }),
    ...(said.has('base') && { base: objectOf('base') }),
    ...(when !== undefined && { at: when }),
  };
}

function tell(result: OperationResult, kind: string, role: Role, epoch: string) {
  const { record, version, reviews = [], reasons, fields, ...rest } = result;
  return {
    ...rest,
    ...(record && { kind: record.kind, record: record.id }),
    ...(version !== undefined && version > 0 && { version: tellVersion(epoch, version) }),
    ...(fields && { fields }),
    ...(reviews.length > 0 && { conflicts: reviews.map(tellReview) }),
    ...(reasons && { reasons: reasons.map((each) => described(each, kind, role)) }),
  };
}

const ofOperations: Readonly<Record<string, string>> = {
  'version-unknown':
    'The version that you saw cannot be told any more: read the record, and make another operation.',
  'seen-needed': 'Say with "seen" which version you saw, or with "base" what was there.',
  'record-exists': 'There is a record with this id.',
  'record-deleted': 'The record is deleted: restore it first, or say with "seen" which version you saw.',
  'id-reused': 'This id stands for another operation: give each one of its own.',
  depends: 'It refers to a record whose operation was refused.',
  'under-way': 'Another request is doing it: send it again.',
};

function described(reason: Reason, kind: string, role: Role) {
  const message = ofOperations[reason.rule];
  if (message !== undefined) return { ...reason, message };
  return describeRefusal(
    kindNamed(kind),
    must(reason as Parameters<typeof describeRefusal>[1], 'a reason'),
    role,
  );
}
