/**
 * Fills the lists from the vault: a screenful of each kind first, so that a list can be used at once however many records
 * there are, then the rest in small helpings, the kind that somebody looks at before the others.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { BundlePlace } from '../bundles/dexie-bundles.ts';
import type { Slice } from '../slice.ts';
import type { RowPosition, StoredRow, Vault } from '../vault.ts';
import { readRow, type ListedRow } from './stored-row.ts';

/** What loading needs of the rows in memory. */
export interface Loaded {
  /** Whether a stored row is to be passed over: what is in memory is newer, and what was taken out stays out. */
  readonly isKnown: (name: EntityKey) => boolean;
  readonly put: (rows: readonly ListedRow[]) => void;
  /** The kind that was asked for last. */
  readonly wanted: () => string | undefined;
  readonly isStopped: () => boolean;
}

const firstScreenful = 50;
/** Handing over this many rows is one task of the browser's, which cannot be cut in slices. */
const helping = 200;

/** Resolves with the names whose stored row cannot be read. */
export async function loadRows(
  vault: Vault,
  kinds: readonly string[],
  slice: Slice,
  rows: Loaded,
): Promise<readonly EntityKey[]> {
  const broken: EntityKey[] = [];
  const take = async (stored: readonly StoredRow[]): Promise<void> => {
    slice.restart();
    let fresh: ListedRow[] = [];
    for (const line of stored) {
      if (rows.isKnown(line.name)) continue;
      const listed = readRow(line);
      if (listed) fresh.push(listed);
      else broken.push(line.name);
      if (!slice.isOver) continue;
      rows.put(fresh);
      fresh = [];
      await slice.turn();
    }
    rows.put(fresh);
  };
  const bundles = new Map<string, BundlePlace>();
  const takeBundle = async (kind: string, after: BundlePlace | undefined): Promise<void> => {
    const { rows: stored, next } = await vault.bundledRows(kind, after);
    await take(stored);
    if (next) bundles.set(kind, next);
    else bundles.delete(kind);
  };
  for (const kind of kinds) {
    await take(await vault.rows(kind, undefined, firstScreenful));
    await takeBundle(kind, undefined);
  }
  const next = <T>(places: ReadonlyMap<string, T>): [string, T] | undefined =>
    [...places].find(([kind]) => kind === rows.wanted()) ?? [...places][0];
  for (let at = next(bundles); at && !rows.isStopped(); at = next(bundles)) {
    await slice.turn();
    await takeBundle(...at);
  }
  // From the beginning: what left its bundle meanwhile may stand before what was read already.
  const places = new Map<string, RowPosition | undefined>(kinds.map((kind) => [kind, undefined]));
  for (let at = next(places); at && !rows.isStopped(); at = next(places)) {
    const [kind, place] = at;
    await slice.turn();
    const stored = await vault.rows(kind, place, helping);
    await take(stored);
    if (stored.length === helping) places.set(kind, stored.at(-1));
    else places.delete(kind);
  }
  return broken;
}
