/**
 * Whether one state of a document has anything that another has not, read off the bytes: no document is made. A state says
 * which clocks of each client it has, and which of them are deleted. Bytes that cannot be read count as more.
 */
import * as Y from 'yjs';

interface Range {
  readonly from: number;
  readonly to: number;
}

export function holdsMore(here: readonly Uint8Array[], there: readonly Uint8Array[]): boolean {
  try {
    const reached = clocksOf(there);
    for (const [client, clock] of clocksOf(here)) if ((reached.get(client) ?? 0) < clock) return true;
    const deleted = deletionsOf(there);
    for (const [client, ranges] of deletionsOf(here)) {
      const known = deleted.get(client) ?? [];
      if (!ranges.every((range) => covers(known, range))) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** Up to which clock of each client. */
export function clocksOf(pieces: readonly Uint8Array[]): ReadonlyMap<number, number> {
  const reached = new Map<number, number>();
  for (const piece of pieces) {
    for (const [client, clock] of Y.parseUpdateMeta(piece).to) {
      reached.set(client, Math.max(clock, reached.get(client) ?? 0));
    }
  }
  return reached;
}

/** What of each client is deleted: in order, and joined where it touches. */
function deletionsOf(pieces: readonly Uint8Array[]): ReadonlyMap<number, readonly Range[]> {
  const all = new Map<number, Range[]>();
  for (const piece of pieces) {
    for (const [client, items] of Y.decodeUpdate(piece).ds.clients) {
      const ranges = all.get(client) ?? [];
      all.set(client, ranges);
      for (const { clock, len } of items) ranges.push({ from: clock, to: clock + len });
    }
  }
  return new Map([...all].map(([client, ranges]) => [client, joined(ranges)]));
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const made: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = made.at(-1);
    if (!last || range.from > last.to) made.push(range);
    else made[made.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return made;
}

const covers = (ranges: readonly Range[], { from, to }: Range): boolean =>
  ranges.some((range) => range.from <= from && to <= range.to);
