/**
 * All of a shop as lines of JSON (rule SHOP-3): what it is, its locations and people, then each record with its row for people and
 * programs, its whole document, whose client ids are in it and its history, then photos and signatures. The last line says how many
 * there were and the SHA-256 of all before it: a file without it is cut off. One record at a time, so that a large shop takes no more
 * memory than a small one.
 */
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import { parseEntityKey, type ShopId } from '../../shared/lib/ids.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { Files } from '../files/files.ts';
import { replayDocument } from '../relay/load-document.ts';
import type { Relay } from '../relay/relay.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable, type DocumentName, type Store, type StoredDocument } from '../store/store.ts';

export interface ExportDependencies {
  readonly store: Pick<Store, 'shop' | 'users' | 'page' | 'load' | 'history' | 'locations' | 'head'>;
  readonly relay: Pick<Relay, 'row'>;
  readonly files: Pick<Files, 'names' | 'read'>;
  readonly now: () => number;
}

export const exportVersion = 2;

/** About how much of the log is looked through for one batch of names, in bytes. */
const pageBytes = 1_000_000;
/** All that is kept of one record. */
const mostHistory = 1_000_000;

/** Throws StoreUnavailable in the middle of it when the disk cannot be read. */
export type ShopExport = (shop: ShopId) => AsyncIterable<string>;

export async function* exportShop(given: ExportDependencies, shop: ShopId): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const counts = { records: 0, files: 0 };
  for await (const line of linesOf(given, shop, counts)) {
    digest.update(line);
    yield line;
  }
  yield lineOf({ end: true, ...counts, sha256: digest.digest('hex') });
}

async function* linesOf(
  { store, relay, files, now }: ExportDependencies,
  shop: ShopId,
  counts: { records: number; files: number },
): AsyncGenerator<string> {
  const found = await store.shop(shop);
  const { title = shop, quotas = {}, apart = false } = found ?? {};
  const head = await store.head(shop);
  yield lineOf({ solder: 'shop', version: exportVersion, shop, title, at: now(), head, quotas, apart });
  for (const { id, name } of await store.locations(shop)) yield lineOf({ location: id, name });
  for (const { id, name, role, revoked, locations = [] } of await store.users(shop)) {
    yield lineOf({ user: id, name, role, removed: revoked === true, locations });
  }
  const told = new Set<string>();
  for (let after = 0, more = true; more;) {
    const page = await store.page({ shop, after, bytes: pageBytes });
    const body = await decodePageBody(page.body);
    if (body.type === 'malformed') throw new StoreUnavailable('a page of the store cannot be read');
    for (const { kind, id } of body.items) {
      const key = parseEntityKey(`${kind}/${id}`);
      // What is written while it is exported comes a second time.
      if (!key || told.has(`${kind}/${id}`)) continue;
      told.add(`${kind}/${id}`);
      const name: DocumentName = { shop, ...key };
      const document = await loadUnlessErased(store, name);
      if (!document) continue;
      yield lineOf({
        kind,
        id,
        row: await relay.row(name),
        damaged: document.damage.length > 0,
        claims: document.claims.map(({ client, user, reach }) => [client, user, reach]),
        history: await historyOf(store, name, document),
        document: Buffer.from(Y.mergeUpdates([...document.updates])).toString('base64'),
      });
      counts.records++;
    }
    ({ cursor: after, more } = page);
  }
  for await (const { id, rendition } of files.names(shop)) {
    const file = await files.read({ shop, id, rendition });
    if (!file) continue;
    const { length, type, sha256, by } = file;
    const parts: Uint8Array[] = [];
    for await (const part of file.open()) parts.push(part);
    const bytes = Buffer.concat(parts).toString('base64');
    yield lineOf({ file: id, rendition, length, type, sha256, by, bytes });
    counts.files++;
  }
}

/** What is stored of it, and what its log tells of texts that were not folded yet. */
async function historyOf(
  store: Pick<Store, 'history'>,
  name: DocumentName,
  document: StoredDocument,
): Promise<readonly unknown[]> {
  const stored = await store.history({ name, limit: mostHistory });
  const { doc, texts } = replayDocument(name, document);
  doc.destroy();
  const kept = (stored?.entries ?? []).map((entry) => ({
    ...entry,
    changes: JSON.parse(entry.changes) as HistoryEntry['changes'],
  }));
  return [...kept, ...texts].toSorted((a, b) => a.version - b.version || a.part - b.part);
}

async function loadUnlessErased(store: Pick<Store, 'load'>, name: DocumentName) {
  try {
    return await store.load(name);
  } catch (error) {
    if (error instanceof Erased) return undefined;
    throw error;
  }
}

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;
