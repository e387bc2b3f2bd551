/** What a person chose of what this device keeps of a shop (rows S13 and S14), and what holds unless they did. */

export interface KeepSettings {
  /** The most that Solder takes up on this device for this person, in bytes. */
  readonly budget: number;
  /** What nobody opened for longer goes. */
  readonly days: number;
  /** The kinds of record that come to this device; null for all. */
  readonly kinds: readonly string[] | null;
  /** Only what was written in so many days is kept in full, beside what is not over; null for all. */
  readonly recentDays: number | null;
  /** Of work, such as orders and tickets, only what is not over is kept in full. */
  readonly openOnly: boolean;
  /** Only appointments from so many days ago until so many days ahead are kept in full; null for all. */
  readonly appointments: { readonly before: number; readonly after: number } | null;
}

export const usualKeepSettings: KeepSettings = {
  budget: 100_000_000,
  days: 30,
  kinds: null,
  recentDays: null,
  openOnly: false,
  appointments: null,
};

export const keepBounds = {
  budget: { least: 5_000_000, most: 20_000_000_000 },
  days: { least: 1, most: 3_650 },
} as const;

/** What was stored may be of another version, or be nothing at all: each part that makes no sense is the usual one. */
export function keepSettingsOf(stored: Partial<Record<keyof KeepSettings, unknown>>): KeepSettings {
  const { budget, days } = usualKeepSettings;
  const { kinds, appointments } = stored;
  const { before, after } = (appointments ?? {}) as { before?: unknown; after?: unknown };
  const isRange = typeof before === 'number' && typeof after === 'number';
  return {
    budget: within(stored.budget, keepBounds.budget, budget),
    days: within(stored.days, keepBounds.days, days),
    kinds: isTexts(kinds) && kinds.length > 0 ? kinds : null,
    recentDays:
      typeof stored.recentDays === 'number' ? within(stored.recentDays, keepBounds.days, days) : null,
    openOnly: stored.openOnly === true,
    appointments: isRange
      ? { before: within(before, keepBounds.days, days), after: within(after, keepBounds.days, days) }
      : null,
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

function within(value: unknown, { least, most }: { least: number; most: number }, usual: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return usual;
  return Math.min(most, Math.max(least, Math.round(value)));
}
