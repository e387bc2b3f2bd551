/**
 * The records of a shop that ask a person, with every value that stands (rule REVIEW-1). Which they are is
 * told by an index of the store; rows that are behind are made anew first, and only the records of one page are read.
 */
import type { Change } from '../../shared/document/history/change.ts';
import { compareText } from '../../shared/document/policy.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import { reviewsOf } from '../../shared/document/reviews.ts';
import type { EntityName, KindName, ShopId } from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import type { Stamp } from '../../shared/lib/stamp.ts';
import type { Gravity, Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Store } from '../store/store.ts';
import { loadDocument } from './load-document.ts';
import type { Relay } from './relay.ts';

/** One of the values that stand beside each other. */
export interface ReviewedValue {
  /** Another one than the review's in what a deletion had not seen. */
  readonly field: string;
  readonly value: Value;
  readonly stamp: Stamp;
  readonly author: string;
  /** Through what it came; absent where the history does not go back so far. */
  readonly through?: string;
}

export interface RecordInReview extends EntityName {
  /** The gravest of its fields. */
  readonly gravity: Gravity;
  readonly fields: readonly {
    readonly field: string;
    readonly gravity: Gravity;
    readonly values: readonly ReviewedValue[];
  }[];
}

export interface ReviewsQuery {
  readonly shop: ShopId;
  /** Kinds that are left out. */
  readonly without: readonly KindName[];
  /** Of records in one of these places; everywhere when absent. */
  readonly places?: readonly string[];
  readonly kind?: KindName;
  readonly gravity?: Gravity;
  /** The last one of the page before. */
  readonly after?: Asking;
  readonly limit: number;
}

export interface ReviewsPage {
  /** The gravest first. */
  readonly records: readonly RecordInReview[];
  /** Of all pages. */
  readonly count: number;
  readonly next: Asking | undefined;
}

const gravities: readonly Gravity[] = ['critical', 'high', 'medium', 'low'];
/** Records that are looked at: more questions than that are answered from the front. */
const most = 10_000;
/** Entries of a record's history in which the door of a value is looked for. */
const recent = 200;

/** A record, and the gravest of what it asks. */
export interface Asking {
  readonly name: EntityName;
  readonly gravity: Gravity;
}

/** @throws StoreUnavailable */
export async function readReviews(
  {
    store,
    relay,
  }: { readonly store: Pick<Store, 'inReview' | 'history'>; readonly relay: Pick<Relay, 'row'> },
  query: ReviewsQuery,
): Promise<ReviewsPage> {
  const asking = (await fieldsInReview(store, relay, query))
    .map(({ fields, ...name }): Asking | undefined => {
      const gravity = gravest(name.kind, fields, query.gravity);
      return gravity && { name, gravity };
    })
    .filter((each) => each !== undefined)
    .filter(({ name }) => query.kind === undefined || name.kind === query.kind)
    .sort(byGravity);
  // What was settled meanwhile is not there to go on from: its place is.
  const { after } = query;
  const rest = after ? asking.filter((each) => byGravity(each, after) > 0) : asking;
  const page = rest.slice(0, query.limit);
  const records = await Promise.all(page.map(({ name }) => readRecord(store, query, name)));
  return {
    records: records.filter((record) => record !== undefined),
    count: asking.length,
    next: page.length < rest.length ? page.at(-1) : undefined,
  };
}

async function fieldsInReview(
  store: Pick<Store, 'inReview'>,
  relay: Pick<Relay, 'row'>,
  { shop, without, places }: ReviewsQuery,
) {
  const query = { shop, without, ...(places && { places }), limit: most };
  const { asking, stale } = await store.inReview(query);
  const found = new Map(asking.map((each) => [entityKey(each), each]));
  const next = stale.values();
  const work = async (): Promise<void> => {
    for (const name of next) {
      // Asking for a row keeps it, so it is not behind the next time.
      const row = await relay.row({ shop, ...name });
      const { kind, id } = name;
      if (row && row.review.length > 0) found.set(entityKey(name), { kind, id, fields: row.review });
      else found.delete(entityKey(name));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return [...found.values()];
}

/** Undefined when none of the fields is asked for. */
function gravest(kind: string, fields: readonly string[], wanted: Gravity | undefined): Gravity | undefined {
  const declared = kindNamed(kind)?.fields;
  const found = new Set(fields.map((field) => declared?.get(field)?.gravity));
  if (wanted) return found.has(wanted) ? wanted : undefined;
  return gravities.find((gravity) => found.has(gravity));
}

function byGravity(a: Asking, b: Asking): number {
  const [left, right] = [entityKey(a.name), entityKey(b.name)];
  return gravities.indexOf(a.gravity) - gravities.indexOf(b.gravity) || compareText(left, right);
}

async function readRecord(
  store: Pick<Store, 'history'>,
  { shop, gravity: wanted }: ReviewsQuery,
  name: EntityName,
): Promise<RecordInReview | undefined> {
  const kind = kindNamed(name.kind);
  const stored = kind && (await store.history({ name: { shop, ...name }, limit: recent }));
  if (!kind || !stored) return undefined;
  const doors = new Map<string, string>();
  for (const { changes, author, through } of stored.entries) {
    for (const change of JSON.parse(changes) as readonly Change[]) {
      if (change.type !== 'register' || change.stamp === undefined) continue;
      doors.set(`${change.field} ${change.stamp} ${author}`, through);
    }
  }
  const { doc } = loadDocument(stored.document);
  const reviews = reviewsOf(doc, kind, readRegisters(doc, kind));
  doc.destroy();
  const fields = reviews
    .filter(({ gravity }) => wanted === undefined || gravity === wanted)
    .map(({ field, gravity, entries }) => ({
      field,
      gravity,
      values: entries.map((entry) => {
        const through = doors.get(`${entry.field} ${entry.stamp} ${entry.author}`);
        return { ...entry, ...(through !== undefined && { through }) };
      }),
    }));
  const gravity = gravest(
    kind.name,
    fields.map(({ field }) => field),
    wanted,
  );
  // It was settled in the moment between.
  return gravity && { kind: name.kind, id: name.id, gravity, fields };
}
