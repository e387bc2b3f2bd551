/**
 * Walks a root list of a document item by item: what Yjs's own accessors do not tell is which client wrote an entry
 * and at which of its clocks, and a deletion has to know that.
 */
import * as Y from 'yjs';
import { visibleItems } from './visible-items.ts';

/** One visible element of a root list. */
export interface Placed {
  readonly value: unknown;
  /** Its index in the list as it is now. */
  readonly index: number;
  readonly client: number;
  readonly clock: number;
}

/** The visible elements, in document order. Elements that are no plain content (texts, nested types) show as undefined. */
export function placedElements<E>(list: Y.AbstractType<E>): Placed[] {
  const placed: Placed[] = [];
  for (const item of visibleItems(list)) {
    const values: readonly unknown[] = item.content instanceof Y.ContentAny ? item.content.arr : [];
    for (let i = 0; i < item.length; i++) {
      placed.push({
        value: values[i],
        index: placed.length,
        client: item.id.client,
        clock: item.id.clock + i,
      });
    }
  }
  return placed;
}
