/**
 * The numbers that orders are called by: `RM-10042`. They are handed out by the relay's store in ranges (section NUMBER
 * of docs/SPEC.md), so that a device without a network has some that no other device has.
 */

/** What is numbered, each by itself: a closed list. */
export const numberSeries = ['order'] as const;
export type NumberSeries = (typeof numberSeries)[number];

/** Numbers in a row, both ends included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** What a shop's orders begin with: as long as those that come after it. */
export const firstOrderNumber = 10_001;
/** The longest range that is handed out at once. */
export const mostLeased = 100;

const prefix = 'RM-';
/** With no more digits than anybody's orders have: a typing mistake shall not decide what comes after it. */
const written = /^RM-([1-9]\d{0,8})$/;

export const orderNumber = (n: number): string => `${prefix}${n}`;

/** The number in an order's number; undefined for one that `orderNumber` does not write. */
export function parseOrderNumber(text: string): number | undefined {
  const digits = written.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const parseNumberSeries = (text: string): NumberSeries | undefined =>
  numberSeries.find((series) => series === text);
