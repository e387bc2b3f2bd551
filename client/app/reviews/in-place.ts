/** The order of cards while some of them are held in their places, so that none slides under the pointer (rule TRAY-4). Pure. */
export interface Held<T> {
  /** Of those that stay, also when they are gone from the list. */
  readonly keys: ReadonlySet<string>;
  /** What was shown when the last of them was held. */
  readonly order: readonly T[];
}

/** The list as it is when nothing is held; else what was shown keeps its order, and what is new comes behind it. */
export function inPlace<T>(
  live: readonly T[],
  { keys, order }: Held<T>,
  keyOf: (one: T) => string,
): readonly T[] {
  if (keys.size === 0) return live;
  const fresh = new Map(live.map((one) => [keyOf(one), one]));
  const staying = order.flatMap((before) => {
    const key = keyOf(before);
    const now = fresh.get(key) ?? (keys.has(key) ? before : undefined);
    fresh.delete(key);
    return now ? [now] : [];
  });
  return [...staying, ...fresh.values()];
}
