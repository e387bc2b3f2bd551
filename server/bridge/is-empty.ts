/** Whether a value says nothing, in any of the ways in which the two sides do. */
export const isEmpty = (value: unknown): value is null | undefined | '' =>
  value === null || value === undefined || value === '';
