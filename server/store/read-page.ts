/**
 * Builds catch-up pages from stored bytes, without making a Yjs document. What a page costs follows from what is
 * in it: documents are found through an index on their newest entry, and counting what is left is done once for a
 * catch-up, not once for a page (rule STORE-7).
 */
import type { KindName } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { WrittenItem } from '../../shared/protocol/page.ts';
import { rowSum } from './checksum.ts';
import type { ChainSnapshot } from './chain.ts';
import type { Connection } from './connection.ts';
import { cursorWithin, isComplete } from './cursor.ts';
import { readGone } from './erasures.ts';
import type { KeptPage, KeptPages } from './kept-pages.ts';
import { pageBody } from './page-body.ts';
import { placeFilter, readLeft } from './places.ts';
import { candidates, headsWithin, movedAt, type Candidate, type Filter } from './page-candidates.ts';
import { buildItem, itemBytes, reachOf, type Built, type Moved } from './page-item.ts';
import { openEntries, openSnapshot, readSnapshot, type SnapshotRecord } from './read-document.ts';
import type { DocumentName, PageQuery, Seq, StoredPage } from './store.ts';

export interface ReadPage {
  readonly page: StoredPage;
  /** Documents in which damage was found that is not known yet. */
  readonly alarms: readonly DocumentName[];
}

export class PageReader {
  readonly #connection: Connection;
  readonly #kept: KeptPages;
  /** How many documents were left at cursors handed out lately, while the shop's log does not grow. */
  readonly #left = new Map<string, { readonly head: Seq; readonly count: number }>();

  constructor(connection: Connection, kept: KeptPages) {
    this.#connection = connection;
    this.#kept = kept;
  }

  read(query: PageQuery): ReadPage {
    return this.#connection.transaction('read', () => this.#read(query));
  }

  /** No byte of what was read before stays in memory. */
  forget(): undefined {
    this.#kept.clear();
  }

  #read({ shop, after, kinds, without, places, bytes }: PageQuery): ReadPage {
    const found = this.#connection.get<{ n: number; seq: Seq; made: number; epoch: string }>(
      'SELECT n, seq, made, epoch FROM shops WHERE shop = ?',
      shop,
    );
    const head = found?.seq ?? 0;
    if (!found || after >= head) return { page: lastPage(head, []), alarms: [] };

    const filter = both(kindFilter(kinds, without), placeFilter(places));
    const remaining = this.#remaining(found.n, head, after, filter);
    const goneUpTo = (cursor: Seq): Pick<StoredPage, 'gone' | 'left'> => {
      const gone = readGone(this.#connection, found.n, after, cursor, {
        ...(without && { without }),
        ...(places && { places }),
      });
      const left = places ? readLeft(this.#connection, found.n, after, cursor, { places, without }) : [];
      return { ...(gone && { gone }), ...(left.length > 0 && { left }) };
    };
    if (remaining === 0) return { page: { ...lastPage(head, []), ...goneUpTo(head) }, alarms: [] };

    const within = { shop: found.n, after, filter };
    const key = `${shop} ${found.made} ${found.epoch} ${bytes} ${this.#key(found.n, after, filter)}`;
    const { kept, until } = this.#keptPage(key, within);
    if (kept && kept.heads.size < remaining) {
      const { cursor, heads, body } = kept;
      this.#remember(this.#key(found.n, cursor, filter), { head, count: remaining - heads.size });
      const page = {
        cursor,
        more: true,
        remaining,
        count: heads.size,
        body: body.slice(),
        ...goneUpTo(cursor),
      };
      return { page, alarms: [] };
    }

    const items: WrittenItem[] = [];
    const alarms: DocumentName[] = [];
    const heads = new Map<number, Seq>();
    let size = 0;
    let reached: Seq | undefined;
    for (const candidate of candidates(this.#connection, found.n, after, filter)) {
      if (items.length > 0 && movedAt(candidate) > until) break;
      const name = { shop, kind: candidate.kind, id: candidate.id };
      const { item, alarm } = this.#build(candidate, name, after);
      if (alarm) alarms.push(name);
      const more = itemBytes(item);
      if (items.length > 0 && size + more > bytes) break;
      items.push(item);
      size += more;
      heads.set(candidate.n, candidate.head);
      reached = movedAt(candidate);
    }
    if (items.length === remaining) return { page: { ...lastPage(head, items), ...goneUpTo(head) }, alarms };
    const cursor = cursorWithin(must(reached, 'a page in the middle has an item'));
    this.#remember(this.#key(found.n, cursor, filter), { head, count: remaining - items.length });
    const body = pageBody(items);
    // A record that was sent whole with its row is sent so again, until it moves.
    if (isFirstSync(after) && items.every(({ whole, row }) => whole && row !== null))
      this.#kept.keep(key, { cursor, heads, body: body.slice() });
    const page = { cursor, more: true, remaining, count: items.length, body, ...goneUpTo(cursor) };
    return { page, alarms };
  }

  /** The page that was made last, if nothing of it moved; else where it ended, so that those behind it go on from there and still hold. */
  #keptPage(
    key: string,
    { shop, after, filter }: { readonly shop: number; readonly after: Seq; readonly filter: Filter },
  ): { readonly kept?: KeptPage; readonly until: Seq } {
    const kept = this.#kept.get(key);
    if (!kept) return { until: Infinity };
    const heads = headsWithin(this.#connection, shop, { after, until: kept.cursor }, filter);
    if (heads.size === kept.heads.size && [...heads].every(([n, head]) => kept.heads.get(n) === head))
      return { kept, until: Infinity };
    this.#kept.drop(key);
    return { until: heads.size * 2 < kept.heads.size ? Infinity : kept.cursor };
  }

  #build(candidate: Candidate, name: DocumentName, after: Seq): Built {
    const { n, head, snapshot, row, arrived, state } = candidate;
    const isFresh = row?.seq === head && rowSum(name, head, row.json) === row.crc;
    const moved: Moved = {
      ...name,
      head,
      snapshot,
      damaged: candidate.damaged !== 0,
      row: isFresh ? row.json : null,
    };
    const entries = openEntries(name, candidate.entries);
    // Who did not see it before has nothing that a delta could follow.
    const reach = arrived > after ? 'whole' : reachOf(moved, after);
    if (reach === 'delta') return buildItem(moved, { reach, after, entries });
    return buildItem(moved, { reach, after, snapshot: this.#snapshot(n, name, snapshot, state), entries });
  }

  /** Read by itself where entries follow it: with each of them it would be read again. */
  #snapshot(n: number, name: DocumentName, seq: Seq, read: SnapshotRecord | undefined): ChainSnapshot {
    if (seq === 0) return { found: 'none' };
    return read ? openSnapshot(name, read) : readSnapshot(this.#connection, n, name);
  }

  #remaining(shop: number, head: Seq, after: Seq, filter: Filter): number {
    const key = this.#key(shop, after, filter);
    const known = this.#left.get(key);
    if (known?.head === head) return known.count;
    const counted = this.#connection.get<{ count: number }>(
      `SELECT (SELECT count(*) FROM documents d INDEXED BY documents_by_head
         WHERE d.shop = ? AND d.head > ? AND d.erased = 0${filter.where}) +
       (SELECT count(*) FROM documents d INDEXED BY documents_arrived
         WHERE d.shop = ? AND d.arrived > ? AND d.arrived > 0 AND d.head <= ? AND d.erased = 0${filter.where}) AS count`,
      shop,
      after,
      ...filter.values,
      shop,
      after,
      after,
      ...filter.values,
    );
    const left = { head, count: counted?.count ?? 0 };
    this.#remember(key, left);
    return left.count;
  }

  #key(shop: number, cursor: Seq, filter: Filter): string {
    return `${shop} ${cursor} ${filter.where} ${filter.values.join()}`;
  }

  #remember(key: string, left: { head: Seq; count: number }): void {
    this.#left.delete(key);
    this.#left.set(key, left);
    if (this.#left.size <= 256) return;
    for (const oldest of this.#left.keys()) {
      this.#left.delete(oldest);
      break;
    }
  }
}

/** Whoever has everything is sent what is new, which is another page each time. */
const isFirstSync = (after: Seq): boolean => after === 0 || !isComplete(after);

const listed = (some: readonly KindName[]): string => JSON.stringify([...some].sort());

const both = (a: Filter, b: Filter): Filter => ({
  where: a.where + b.where,
  values: [...a.values, ...b.values],
});

function kindFilter(kinds: PageQuery['kinds'], without: PageQuery['without'] = []): Filter {
  if (kinds) {
    const left = kinds.filter((kind) => !without.includes(kind));
    return { where: ' AND d.kind IN (SELECT value FROM json_each(?))', values: [listed(left)] };
  }
  if (without.length === 0) return { where: '', values: [] };
  return { where: ' AND d.kind NOT IN (SELECT value FROM json_each(?))', values: [listed(without)] };
}

/** A page that leaves its reader complete: its cursor is the shop's newest number. */
export const lastPage = (head: Seq, items: readonly WrittenItem[]): StoredPage => ({
  cursor: head,
  more: false,
  remaining: items.length,
  count: items.length,
  body: pageBody(items),
});
