/** Lengths of time as a person types them: `15m`, `12h`, `30d`. */

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, more than none and at most ten years; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  return milliseconds > 0 && milliseconds <= 3650 * 86_400_000 ? milliseconds : undefined;
}
