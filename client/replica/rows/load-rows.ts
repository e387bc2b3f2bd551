/**
 * Fills the lists from the vault: a screenful of each kind first, so that a list can be used at once however many records
 * there are, then the rest in small helpings, the kind that somebody looks at before the others.
 */
import type { EntityKey } from '../../../shared/lib/ids.ts';
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
      const listed = readRow(line);
      if (!listed) broken.push(line.name);
      else if (!rows.isKnown(line.name)) fresh.push(listed);
      if (!slice.isOver) continue;
      rows.put(fresh);
      fresh = [];
      await slice.turn();
    }
    rows.put(fresh);
  };
  const places = new Map<string, RowPosition>();
  for (const kind of kinds) {
    const stored = await vault.rows(kind, undefined, firstScreenful);
    await take(stored);
    const last = stored.at(-1);
    if (last && stored.length === firstScreenful) places.set(kind, last);
  }
  while (places.size > 0 && !rows.isStopped()) {
    const wanted = rows.wanted() ?? '';
    const [kind, place] = [...places].find(([each]) => each === wanted) ?? [...places][0] ?? ['', undefined];
    await slice.turn();
    const stored = await vault.rows(kind, place, helping);
    await take(stored);
    const last = stored.at(-1);
    if (last && stored.length === helping) places.set(kind, last);
    else places.delete(kind);
  }
  return broken;
}
