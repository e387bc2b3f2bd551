/** What a record is called in lists and links: the first two of its kind's title fields that are filled, else the end of its id. */
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Kind } from '../../../shared/schema/field.ts';

const asTitle = (value: RowValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

export function titleOf(kind: Kind, row: Pick<Row, 'id' | 'fields'> | undefined): string {
  if (!row) return '';
  const filled = kind.title.map((field) => asTitle(row.fields[field])).filter((title) => title !== '');
  if (filled.length > 0) return filled.slice(0, 2).join(' · ');
  return `New ${kind.label.toLowerCase()} …${row.id.slice(-4)}`;
}
