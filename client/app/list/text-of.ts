/** A row's field as a text; what is empty, or no text, is the empty one. */
import type { Row, RowValue } from '../../../shared/document/types.ts';

/** Null for what is empty or no text. */
export const filledText = (value: RowValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

export function textOf(row: Pick<Row, 'fields'> | undefined, field: string): string {
  return filledText(row?.fields[field]) ?? '';
}
