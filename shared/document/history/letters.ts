/**
 * Where the letters of a text came from: whose update brought them, and which letters a written back one stands for.
 * Letters are named by Yjs ids, a client and a clock; what is known is kept as ranges.
 */
import * as Y from 'yjs';
import { must } from '../../lib/assert.ts';

/** Neighbouring letters of one client, from the `at`-th of those that were asked for. */
export interface Stretch {
  readonly at: number;
  readonly length: number;
  readonly client: number;
  readonly clock: number;
}

interface Range {
  readonly from: number;
  to: number;
}

interface Brought extends Range {
  readonly by: number;
}

interface Restored extends Range {
  readonly client: number;
  readonly clock: number;
}

export class Letters {
  readonly #brought = new Map<number, Brought[]>();
  readonly #restored = new Map<number, Restored[]>();

  /** Everything new in a transaction was brought by one writer. */
  bring({ beforeState, doc }: Y.Transaction, by: number): void {
    for (const client of doc.store.clients.keys()) {
      const from = beforeState.get(client) ?? 0;
      const to = Y.getState(doc.store, client);
      if (to === from) continue;
      const list = listOf(this.#brought, client);
      const last = list.at(-1);
      if (last?.to === from && last.by === by) last.to = to;
      else list.push({ from, to, by });
    }
  }

  /** An item was written back: right behind the one that was taken away, whose letters it has. */
  restore({ id, length, origin }: Y.Item): void {
    if (!origin) return;
    const lost = origin.clock - length + 1;
    for (const { at, length: some, client, clock } of this.origins(origin.client, lost, length)) {
      const from = id.clock + at;
      listOf(this.#restored, id.client).push({ from, to: from + some, client, clock });
    }
  }

  /** The letters as they were first written. */
  *origins(client: number, clock: number, length: number): Generator<Stretch> {
    let at = 0;
    for (const range of rangesFrom(this.#restored.get(client), clock)) {
      const from = Math.max(at, range.from - clock);
      if (from >= length) break;
      if (from > at) yield { at, length: from - at, client, clock: clock + at };
      const to = Math.min(length, range.to - clock);
      yield {
        at: from,
        length: to - from,
        client: range.client,
        clock: range.clock + clock + from - range.from,
      };
      at = to;
    }
    if (at < length) yield { at, length: length - at, client, clock: clock + at };
  }

  /** Who brought letters; all of them are new since somebody is listened to. */
  *broughtBy({ at: start, client, clock, length }: Stretch): Generator<Stretch & { readonly by: number }> {
    let at = 0;
    for (const { to, by } of rangesFrom(this.#brought.get(client), clock)) {
      if (at === length) return;
      const end = Math.min(length, to - clock);
      yield { at: start + at, length: end - at, client, clock: clock + at, by };
      at = end;
    }
  }
}

function listOf<T>(lists: Map<number, T[]>, client: number): T[] {
  const known = lists.get(client);
  if (known) return known;
  const fresh: T[] = [];
  lists.set(client, fresh);
  return fresh;
}

/** The ranges of a list, which follow each other, from the first one on that ends behind a clock. */
function* rangesFrom<T extends Range>(list: readonly T[] | undefined, clock: number): Generator<T> {
  if (!list) return;
  for (let at = firstWhere(list, ({ to }) => to > clock); at < list.length; at++) {
    yield must(list[at], 'a range');
  }
}

/** The first place from which on `holds`, in a list where it holds from some place on. */
export function firstWhere<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(must(list[middle], 'an element'))) high = middle;
    else low = middle + 1;
  }
  return low;
}
