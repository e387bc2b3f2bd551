/** A row's field as a text; what is empty, or no text, is the empty one. */
import type { Row } from '../../../shared/document/types.ts';

export function textOf(row: Pick<Row, 'fields'> | undefined, field: string): string {
  const value = row?.fields[field];
  return typeof value === 'string' ? value : '';
}
