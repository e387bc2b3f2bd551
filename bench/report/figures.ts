/** Looking into results: a figure by its path, and ratios of two. */
import type { Result } from './results.ts';

/** A number in a result, as `solder.p99Ms`; undefined where there is none. */
export function figure(result: Result | undefined, at: string): number | undefined {
  let value: unknown = result;
  for (const part of at.split('.')) value = isRecord(value) ? value[part] : undefined;
  return typeof value === 'number' ? value : undefined;
}

export const isRecord = (value: unknown): value is Result =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Two digits behind the point; undefined where one of the two is missing. */
export function ratio(above: number | undefined, below: number | undefined): number | undefined {
  if (above === undefined || below === undefined || below === 0) return undefined;
  return Math.round((100 * above) / below) / 100;
}

/** Undefined where one of the two is missing. */
export const sum = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : left + right;
