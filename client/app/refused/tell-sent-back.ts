/** What a refused edit said, in the words of people. Pure. */
import { parseLedgerEntry } from '../../../shared/document/ledger.ts';
import type { Kind, Value } from '../../../shared/schema/field.ts';
import { tellLedgerEntry, type Words } from '../past/tell-change.ts';
import type { SentBack } from './refused-list.ts';

/** Undefined where what it said is not known here; empty for nothing. */
export function tellSentBack(
  kind: Kind | undefined,
  { field: name, value, count }: SentBack,
  words: Words,
): string | undefined {
  if (value === undefined) return undefined;
  const field = kind?.fields.get(name);
  if (field?.policy === 'text') return typeof value === 'string' ? value : undefined;
  const values: readonly unknown[] = count > 1 && Array.isArray(value) ? value : [value];
  const told = values.map((each) => {
    if (field?.policy === 'ledger') {
      const entry = parseLedgerEntry(each);
      return entry ? tellLedgerEntry(field, entry, words) : asIs(each);
    }
    if (name === 'deleted') return each === false || each === null ? 'not deleted' : 'deleted';
    const scalar = field && 'scalar' in field ? field.scalar : undefined;
    const element = field && 'element' in field ? field.element : undefined;
    const type = scalar ?? element;
    return type && isValue(each) ? words.shown(type, each) : asIs(each);
  });
  const left = count - values.length;
  return [...told, ...(left > 0 ? [`and ${left} more`] : [])].join(', ');
}

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const asIs = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
