/**
 * All that a vault holds, a helping at a time: what lies in bundles before what has a line of its own, so that what leaves its
 * bundle meanwhile is met; it may be met twice then. Whoever reads has others take their turn between.
 */
import type { BundlePlace } from '../bundles/dexie-bundles.ts';
import type { RowPosition, StoredRow, Vault, Weight } from '../vault.ts';

const readAtOnce = 500;

export async function* storedRows(
  vault: Pick<Vault, 'rows' | 'bundledRows'>,
  kind: string,
): AsyncGenerator<readonly StoredRow[], void, void> {
  let place: BundlePlace | undefined;
  do {
    const { rows, next } = await vault.bundledRows(kind, place);
    yield rows;
    place = next;
  } while (place);
  let after: RowPosition | undefined;
  do {
    const rows = await vault.rows(kind, after, readAtOnce);
    yield rows;
    after = rows.at(-1);
  } while (after);
}

export async function* storedWeights(
  keeping: Pick<Vault['keeping'], 'weights' | 'bundledWeights'>,
): AsyncGenerator<readonly Weight[], void, void> {
  let place: number | undefined;
  do {
    const { weights, next } = await keeping.bundledWeights(place);
    yield weights;
    place = next;
  } while (place !== undefined);
  let after: Weight | undefined;
  do {
    const weights = await keeping.weights(after, readAtOnce);
    yield weights;
    after = weights.at(-1);
  } while (after);
}
