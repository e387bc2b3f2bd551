/** What is reckoned with what was measured. */

export const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);

/** To a hundredth. */
export const round = (number: number): number => Math.round(number * 100) / 100;

/** Null of none. Of an even number, the lower one of the two in the middle. */
export const median = (numbers: readonly number[]): number | null => percentile(numbers, 0.5);

/** The least of them that this share of all does not exceed; null of none. */
export function percentile(numbers: readonly number[], share: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
