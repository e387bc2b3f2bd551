/**
 * All of a shop as lines of JSON (rule SHOP-3): what it is, its people, then each record with its row for people and programs and
 * its whole document for another Solder. The last line says how many there were: a file without it is cut off. One record at a time, so that a large shop takes no more memory than a small one.
 */
import * as Y from 'yjs';
import { parseEntityKey, type ShopId } from '../../shared/lib/ids.ts';
import { decodePageBody } from '../../shared/protocol/page-body.ts';
import type { Relay } from '../relay/relay.ts';
import { Erased } from '../store/erasure-store.ts';
import { StoreUnavailable, type DocumentName, type Store } from '../store/store.ts';

export interface ExportDependencies {
  readonly store: Pick<Store, 'shop' | 'users' | 'page' | 'load'>;
  readonly relay: Pick<Relay, 'row'>;
  readonly now: () => number;
}

/** About how much of the log is looked through for one batch of names, in bytes. */
const pageBytes = 1_000_000;

/** Throws StoreUnavailable in the middle of it when the disk cannot be read. */
export type ShopExport = (shop: ShopId) => AsyncIterable<string>;

export async function* exportShop(
  { store, relay, now }: ExportDependencies,
  shop: ShopId,
): AsyncGenerator<string> {
  const found = await store.shop(shop);
  yield line({ solder: 'shop', version: 1, shop, title: found?.title ?? shop, at: now() });
  for (const { id, name, role, revoked } of await store.users(shop)) {
    yield line({ user: id, name, role, removed: revoked === true });
  }
  let records = 0;
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
      const state = Buffer.from(Y.mergeUpdates([...document.updates])).toString('base64');
      yield line({
        kind,
        id,
        row: await relay.row(name),
        damaged: document.damage.length > 0,
        document: state,
      });
      records++;
    }
    ({ cursor: after, more } = page);
  }
  yield line({ end: true, records });
}

async function loadUnlessErased(store: Pick<Store, 'load'>, name: DocumentName) {
  try {
    return await store.load(name);
  } catch (error) {
    if (error instanceof Erased) return undefined;
    throw error;
  }
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
