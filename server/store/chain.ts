/**
 * Puts a document together from its snapshot and the entries after it, and finds what is lost: an entry names the
 * one before it, so a row that vanished leaves a break (rule STORE-5). Pure: it knows neither tables nor Yjs.
 */
import type { Damage, LogMark, Seq } from './store.ts';

export interface ChainEntry extends LogMark {
  readonly prev: Seq;
  readonly update: Uint8Array;
  /** Whether the checksum was right. If not, nothing else of it is believed but its place. */
  readonly sound: boolean;
}

export type ChainSnapshot =
  | { readonly found: 'sound'; readonly state: Uint8Array }
  /** Its checksum was wrong. */
  | { readonly found: 'broken' }
  | { readonly found: 'none' };

export interface Chain {
  /** The document's newest entry as its record says. */
  readonly head: Seq;
  /** Up to where the entries are not needed: the last one folded into the snapshot, or a delta's cursor. */
  readonly from: Seq;
  /** Absent for a delta, which follows what its reader holds. */
  readonly snapshot?: ChainSnapshot;
  /** In log order, all above `from`. */
  readonly entries: readonly ChainEntry[];
}

export interface Joined {
  readonly updates: readonly Uint8Array[];
  /** Of those of `updates` that are entries. */
  readonly marks: readonly LogMark[];
  readonly damage: readonly Damage[];
}

export function joinChain({ head, from, snapshot, entries }: Chain): Joined {
  const updates: Uint8Array[] = [];
  const marks: LogMark[] = [];
  const damage: Damage[] = [];
  if (snapshot?.found === 'sound') updates.push(snapshot.state);
  else if (snapshot?.found === 'broken') damage.push({ kind: 'checksum', what: 'snapshot', seq: from });
  else if (snapshot && from > 0) damage.push({ kind: 'missing', what: 'snapshot', seq: from });

  let covered = from;
  for (const entry of entries) {
    if (entry.sound) {
      if (entry.prev > covered) damage.push({ kind: 'missing', what: 'log', seq: entry.prev });
      const { seq, author, at, through } = entry;
      updates.push(entry.update);
      marks.push({ seq, author, at, through });
    } else damage.push({ kind: 'checksum', what: 'log', seq: entry.seq });
    covered = entry.seq;
  }
  if (covered < head) damage.push({ kind: 'missing', what: 'log', seq: head });
  return { updates, marks, damage };
}

/** What was known before and what was found now, each place once; what is known of a place stays. */
export function mergeDamage(known: readonly Damage[], found: readonly Damage[]): readonly Damage[] {
  const places = new Map<string, Damage>();
  for (const damage of [...known, ...found]) {
    const place = `${damage.what} ${damage.seq}`;
    if (!places.has(place)) places.set(place, damage);
  }
  return [...places.values()].sort((a, b) => a.seq - b.seq);
}
