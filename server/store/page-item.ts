/** What a page says about one document: which bytes, whether they are all of it, and its row (rules STORE-7, STORE-8). */
import type { WrittenItem } from '../../shared/protocol/page.ts';
import { joinChain, type ChainEntry, type ChainSnapshot } from './chain.ts';
import { isComplete } from './cursor.ts';
import type { Seq } from './store.ts';

export interface Moved {
  readonly kind: string;
  readonly id: string;
  readonly head: Seq;
  /** The last entry folded into the snapshot; 0 without one. */
  readonly snapshot: Seq;
  /** Whether damage was found before and is not healed. */
  readonly damaged: boolean;
  /** The row as JSON, or its bytes, when it is of `head`; else null. */
  readonly row: WrittenItem['row'];
}

/** What of a document must be read for a cursor: `delta` is the entries after it, `whole` everything. */
export type Reach = 'delta' | 'whole';

export const reachOf = (moved: Moved, after: Seq): Reach =>
  after > 0 && isComplete(after) && after >= moved.snapshot ? 'delta' : 'whole';

export interface Read {
  readonly reach: Reach;
  readonly after: Seq;
  /** Only for `whole`. */
  readonly snapshot?: ChainSnapshot;
  readonly entries: readonly ChainEntry[];
}

export interface Built {
  readonly item: WrittenItem;
  /** Whether something was lost that was not known to be. */
  readonly alarm: boolean;
}

export function buildItem(moved: Moved, { reach, after, snapshot, entries }: Read): Built {
  const chain = { head: moved.head, entries };
  const { updates, damage } =
    reach === 'delta'
      ? joinChain({ ...chain, from: after })
      : joinChain({ ...chain, from: moved.snapshot, snapshot: snapshot ?? { found: 'none' } });
  const damaged = moved.damaged || damage.length > 0;
  const first = entries[0];
  // A delta that begins with the document's first entry is all of it.
  const whole = reach === 'whole' || (first?.prev === 0 && moved.snapshot === 0);
  const item = {
    kind: moved.kind,
    id: moved.id,
    seq: moved.head,
    // A damaged document must not replace what a replica holds: it may be the only one that has the rest.
    whole: whole && !damaged,
    damaged,
    chunks: updates,
    // The row may show what the chunks no longer say.
    row: damaged ? null : moved.row,
  };
  return { item, alarm: damage.length > 0 && !moved.damaged };
}

/** About how many bytes an item takes in a page. */
export const itemBytes = (item: WrittenItem): number =>
  item.chunks.reduce((sum, chunk) => sum + chunk.length + 3, item.kind.length + item.id.length + 12) +
  (item.row?.length ?? 0);
