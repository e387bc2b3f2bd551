/**
 * What moved in a shop after a cursor, as rows, for programs that keep a copy (section PULL of docs/SPEC.md). Read from the log's order
 * and from rows that are there; a record is opened only where its row is behind, or its ledgers are asked for.
 */
import { createHash } from 'node:crypto';
import { readLedger } from '../../shared/document/ledger.ts';
import type { LedgerEntry } from '../../shared/document/types.ts';
import { Impossible, must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type EntityKey, type KindName, type ShopId } from '../../shared/lib/ids.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { ledgerRoot } from '../../shared/schema/stored-name.ts';
import { loadDocument } from '../relay/load-document.ts';
import type { Relay, VersionedRow } from '../relay/relay.ts';
import { Erased } from '../store/erasure-store.ts';
import type { DocumentName, MovedRecord, Seq, Store } from '../store/store.ts';

export interface PullQuery {
  readonly shop: ShopId;
  readonly kinds: readonly KindName[];
  readonly after: Seq;
  readonly limit: number;
  /** The places that its user sees; all when absent (rule PLACE-3). */
  readonly places?: readonly string[];
  /** With the entries of ledgers. */
  readonly entries: boolean;
}

export interface PulledRecord extends VersionedRow {
  readonly entries?: Readonly<Record<string, readonly LedgerEntry[]>>;
}

export interface Pulled {
  readonly records: readonly PulledRecord[];
  /** Erased: to be let go of. */
  readonly gone: readonly EntityKey[];
  readonly upTo: Seq;
  readonly hasMore: boolean;
}

/** Characters of rows in one answer. */
const mostBytes = 2 * 1024 * 1024;

export interface PullDependencies {
  readonly relay: Pick<Relay, 'row'>;
  readonly store: Pick<Store, 'moved' | 'load' | 'page'>;
}

/** @throws StoreUnavailable */
export async function pullChanges({ relay, store }: PullDependencies, query: PullQuery): Promise<Pulled> {
  const { shop, kinds, entries, places } = query;
  const { records, upTo, more, gone } = await (places
    ? movedIn(store, query, places)
    : movedAnywhere(store, query));
  const rows: PulledRecord[] = [];
  for (const { kind, id, head, row } of records) {
    const name = { shop, kind, id };
    const read = row === null ? await relay.row(name) : { ...(JSON.parse(row) as Row), version: head };
    // Erased since the log was read: the next page says so.
    if (!read) continue;
    const ledgers = entries ? await readLedgers(store, name) : undefined;
    rows.push({ ...read, ...(ledgers && { entries: ledgers }) });
  }
  const readable = new Set<string>(kinds);
  const names = gone.filter((name) => readable.has(name.slice(0, name.indexOf('/'))));
  return { records: rows, gone: names, upTo, hasMore: more };
}

/** What moved, and what is gone, of one part of the log. */
interface Part {
  readonly records: readonly MovedRecord[];
  readonly upTo: Seq;
  readonly more: boolean;
  readonly gone: readonly EntityKey[];
}

async function movedAnywhere(
  store: PullDependencies['store'],
  { shop, kinds, after, limit }: PullQuery,
): Promise<Part> {
  const { gone, ...moved } = await store.moved({ shop, after, kinds, limit, bytes: mostBytes });
  return { ...moved, gone: gone?.names ?? [] };
}

/** As pages tell it, which know what came to a place and what left it; they hold as much as bytes allow. */
async function movedIn(
  store: PullDependencies['store'],
  { shop, kinds, after }: PullQuery,
  places: readonly string[],
): Promise<Part> {
  const page = await store.page({ shop, after, kinds, places, bytes: mostBytes });
  const decoded = await decodePageBody(page.body);
  if (decoded.type === 'malformed') throw new Impossible('the store made a page that cannot be read');
  const records = decoded.items.map(({ kind, id, seq, row }): MovedRecord => {
    const name = must(parseEntityKey(`${kind}/${id}`), 'a page names records');
    return { ...name, head: seq, row };
  });
  const gone = [...(page.gone?.names ?? []), ...(page.left ?? [])];
  return { records, upTo: page.cursor, more: page.more, gone };
}

async function readLedgers(
  store: Pick<Store, 'load'>,
  name: DocumentName,
): Promise<Readonly<Record<string, readonly LedgerEntry[]>> | undefined> {
  const kind = kindNamed(name.kind);
  const stored = await store.load(name).catch((error: unknown) => {
    if (error instanceof Erased) return undefined;
    throw error;
  });
  if (!kind || !stored) return undefined;
  const { doc } = loadDocument(stored);
  const found: Record<string, readonly LedgerEntry[]> = {};
  for (const [field, declared] of kind.fields) {
    if (declared.policy === 'ledger')
      found[field] = readLedger(doc.getArray(ledgerRoot(field, declared)), declared);
  }
  doc.destroy();
  return found;
}

/** What a cursor is good for: other kinds and places than it was fetched with were never pulled. */
export const markOf = (kinds: readonly KindName[], places: readonly string[] | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([[...kinds].sort(), places ? [...places].sort() : null]))
    .digest('hex')
    .slice(0, 6);
