/** What a person chose of what this device keeps of a shop (rows S13 and S14), and what holds unless they did. */

export interface KeepSettings {
  /** The most that Solder takes up on this device for this person, in bytes. */
  readonly budget: number;
  /** What nobody opened for longer goes. */
  readonly days: number;
}

export const usualKeepSettings: KeepSettings = { budget: 100_000_000, days: 30 };

export const keepBounds = {
  budget: { least: 5_000_000, most: 20_000_000_000 },
  days: { least: 1, most: 3_650 },
} as const;

/** What was stored may be of another version, or be nothing at all: each part that makes no sense is the usual one. */
export function keepSettingsOf(stored: Partial<Record<keyof KeepSettings, unknown>>): KeepSettings {
  const { budget, days } = usualKeepSettings;
  return {
    budget: within(stored.budget, keepBounds.budget, budget),
    days: within(stored.days, keepBounds.days, days),
  };
}

function within(value: unknown, { least, most }: { least: number; most: number }, usual: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return usual;
  return Math.min(most, Math.max(least, Math.round(value)));
}
