/** What a record is called in lists and links: the first of its kind's title fields that is filled, with the next one where that says too little, else the end of its id. */
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Field, Kind } from '../../../shared/schema/field.ts';
import { inWords } from '../words.ts';

function asTitle(field: Field | undefined, value: RowValue | undefined): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const isChoice = field !== undefined && 'scalar' in field && field.scalar.type === 'enum';
  return isChoice ? inWords(String(value)) : String(value).trim();
}

export function titleOf(kind: Kind, row: Pick<Row, 'id' | 'fields'> | undefined): string {
  if (!row) return '';
  const words: string[] = [];
  for (const field of kind.title) {
    const title = asTitle(kind.fields.get(field), row.fields[field]);
    if (title === '') continue;
    words.push(title);
    // What is of low gravity, such as a brand, is no name by itself.
    if (words.length > 1 || kind.fields.get(field)?.gravity !== 'low') break;
  }
  if (words.length > 0) return words.join(' ');
  return `New ${kind.label.toLowerCase()} …${row.id.slice(-4)}`;
}
