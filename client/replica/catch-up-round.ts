/** How far one round of catching up is. Knows no pages, no store and no connection. */

/** A round: everything when `kind` is null. */
export interface Round {
  readonly kind: string | null;
  total: number;
  /** In pages that came. */
  arrived: number;
  done: number;
  /** How many of `done` are of which kind. */
  byKind: Readonly<Record<string, number>>;
  /** A page is asked for and not here. */
  awaiting: boolean;
  /** Pages that are here and not stored. */
  unstored: number;
  /** From where the next page is to be asked for when one of them is stored. */
  wants: number | null;
  /**
   * It is over, and what was asked for is still to come: `void` when that is of a cursor that does not count any more, and is asked for anew
   * at once; `broken` when a page before it could not be read.
   */
  ends?: 'void' | 'broken';
}

export const begun = (kind: string | null): Round => ({
  kind,
  total: 0,
  arrived: 0,
  done: 0,
  byKind: {},
  awaiting: false,
  unstored: 0,
  wants: null,
});

/** Whether a device that is at this cursor, which it has stored, is told anything that it does not know. */
export const bringsNews = (
  page: { readonly epoch: string; readonly cursor: number },
  items: readonly unknown[],
  at: { readonly epoch: string; readonly cursor: number },
): boolean => items.length > 0 || page.cursor === 0 || page.cursor !== at.cursor || page.epoch !== at.epoch;

/** `before`, and these items as well. */
export function counted(
  before: Readonly<Record<string, number>>,
  items: readonly { readonly kind: string }[],
): Readonly<Record<string, number>> {
  const counts = new Map(Object.entries(before));
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}
