/** Figures as the dashboard writes them. */

const decimals = (most: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-GB', { maximumFractionDigits: most });
const [whole, one, two] = [decimals(0), decimals(1), decimals(2)];

/** `0.42`, `7.3`, `1,204`: fewer digits behind the point the larger it is. */
export const figure = (value: number): string =>
  (Math.abs(value) < 1 ? two : Math.abs(value) < 100 ? one : whole).format(value);

export const perSecond = (value: number | null): string => (value === null ? '–' : `${figure(value)}/s`);

/** `0.8 ms`, `42 ms`, `1.3 s`. */
export function millisecondsText(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1_000 ? `${figure(ms)} ms` : `${figure(ms / 1_000)} s`;
}

/** `4 s`, `12 min`, `3 h`, `5 days`. */
export function secondsText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
