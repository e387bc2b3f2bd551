/** Which rows of a long list are drawn: those in sight and a few around them (rule APP-3). */

export interface ListWindow {
  readonly first: number;
  readonly count: number;
}

export interface Sight {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
  /** Rows drawn beyond each edge, so that a flick does not show white. */
  readonly around: number;
}

export function windowOf({ scrollTop, height, rowHeight, total, around }: Sight): ListWindow {
  const top = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const inSight = Math.ceil(Math.max(0, height) / rowHeight) + 1;
  // A list that became shorter while it was scrolled shows its end, not nothing.
  const first = Math.max(0, Math.min(top, total - inSight) - around);
  return { first, count: Math.max(0, Math.min(total, first + inSight + 2 * around) - first) };
}
