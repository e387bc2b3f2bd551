/**
 * What a record is called in lists and links: the first of its kind's title fields that is filled, with the next one where that
 * says too little, else the end of its id.
 */
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Field, Kind, Scalar } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Replica } from '../../replica/types.ts';
import { inWords } from '../words.ts';

/** What knows the records that others refer to. */
type Records = Pick<Replica, 'row'>;

const scalarOf = (field: Field | undefined): Scalar | undefined =>
  field && 'scalar' in field ? field.scalar : undefined;

function asTitle(field: Field | undefined, value: RowValue | undefined, records?: Records): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const scalar = scalarOf(field);
  if (scalar?.type === 'reference') return titleOfOther(scalar.kind, String(value), records);
  return scalar?.type === 'enum' ? inWords(String(value)) : String(value).trim();
}

/** Nothing where it is not known: an id says nothing to anybody. */
function titleOfOther(kindName: string, text: string, records?: Records): string {
  const [kind, id, declared] = [parseKind(kindName), parseEntityId(text), kindNamed(kindName)];
  const row = kind && id && records?.row({ kind, id });
  return row && declared ? titleOf(declared, row) : '';
}

/** The kinds whose rows say what records of a kind are called: its own, and those whose titles are in it. */
export const kindsInTitle = (kind: Kind): readonly string[] => [
  kind.name,
  ...kind.title.flatMap((name) => {
    const scalar = scalarOf(kind.fields.get(name));
    return scalar?.type === 'reference' ? [scalar.kind] : [];
  }),
];

/** @param records without them a title that is another record's is left out */
export function titleOf(kind: Kind, row: Pick<Row, 'id' | 'fields'> | undefined, records?: Records): string {
  if (!row) return '';
  const words: string[] = [];
  for (const field of kind.title) {
    const title = asTitle(kind.fields.get(field), row.fields[field], records);
    if (title === '') continue;
    words.push(title);
    // What is of low gravity, such as a brand, is no name by itself.
    if (words.length > 1 || kind.fields.get(field)?.gravity !== 'low') break;
  }
  if (words.length > 0) return words.join(' ');
  return `${kind.label} …${row.id.slice(-4)}`;
}
