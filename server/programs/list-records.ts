/**
 * Lists of records by what their rows say, in an order that is asked for, in pages (rule API-9). Rows are read a part at a time, so
 * that a long list holds nothing up; what a page costs is the rows that are looked at.
 */
import { compareText } from '../../shared/document/policy.ts';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { Relay, VersionedRow } from '../relay/relay.ts';

/** A condition on rows. */
export type Filter = (row: VersionedRow) => boolean;

/** What rows are ordered by; null comes last. */
export interface Order {
  readonly of: (row: VersionedRow) => string | number | boolean | null;
  readonly descending: boolean;
}

/** The last one of a page. */
export interface Place {
  readonly id: string;
  /** What it was ordered by; absent for an order by ids. */
  readonly value?: string | number | boolean | null;
}

export interface ListQuery {
  readonly shop: ShopId;
  readonly kind: KindName;
  readonly filter?: Filter;
  readonly order?: Order;
  readonly after?: Place;
  readonly limit: number;
  /** Only records of these locations and of none; of all when absent (rule PLACE-3). */
  readonly places?: readonly string[];
}

export interface ListPage {
  readonly rows: readonly VersionedRow[];
  readonly next: Place | undefined;
}

/** Rows that are read at once. */
const part = 500;
/** Rows that one page of a filtered list looks at; the next page goes on behind them. */
const mostLooked = 20_000;

type Source = Pick<Relay, 'rows'>;

/** @throws StoreUnavailable */
export const listRecords = (relay: Source, query: ListQuery): Promise<ListPage> =>
  query.order ? ordered(relay, query, query.order) : byId(relay, query);

/** May hold fewer than asked for, where few of many match. */
async function byId(
  relay: Source,
  { shop, kind, filter, after, limit, places }: ListQuery,
): Promise<ListPage> {
  const rows: VersionedRow[] = [];
  let place = after?.id;
  for (let looked = 0; looked < mostLooked;) {
    const many = filter ? part : limit - rows.length;
    const page = await relay.rows(shop, kind, {
      limit: many,
      ...(place !== undefined && { after: place }),
      ...(places && { places }),
    });
    for (const [at, row] of page.rows.entries()) {
      if (!filter || filter(row)) rows.push(row);
      if (rows.length < limit) continue;
      const isLast = at === page.rows.length - 1 && page.next === undefined;
      return { rows, next: isLast ? undefined : { id: row.id } };
    }
    if (page.next === undefined) return { rows, next: undefined };
    place = page.next;
    looked += many;
  }
  return { rows, next: place === undefined ? undefined : { id: place } };
}

async function ordered(
  relay: Source,
  { shop, kind, filter, after, limit, places }: ListQuery,
  order: Order,
): Promise<ListPage> {
  const byOrder = (a: VersionedRow, b: VersionedRow): number =>
    comparePlaces({ id: a.id, value: order.of(a) }, { id: b.id, value: order.of(b) }, order);
  let best: VersionedRow[] = [];
  let place: EntityId | undefined;
  do {
    const page = await relay.rows(shop, kind, {
      limit: part,
      ...(place !== undefined && { after: place }),
      ...(places && { places }),
    });
    for (const row of page.rows) {
      if (filter && !filter(row)) continue;
      if (after && comparePlaces({ id: row.id, value: order.of(row) }, after, order) <= 0) continue;
      best.push(row);
    }
    if (best.length > 2 * limit + part) best = best.sort(byOrder).slice(0, limit + 1);
    place = page.next;
  } while (place !== undefined);
  best.sort(byOrder);
  const rows = best.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: best.length > limit && last ? { id: last.id, value: order.of(last) } : undefined };
}

function comparePlaces(a: Place, b: Place, { descending }: Order): number {
  const [left, right] = [a.value ?? null, b.value ?? null];
  if (left === right) return compareText(a.id, b.id);
  if (left === null || right === null) return left === null ? 1 : -1;
  const by =
    typeof left === 'string' && typeof right === 'string'
      ? compareText(left, right)
      : Number(left) - Number(right);
  return (descending ? -by : by) || compareText(a.id, b.id);
}
