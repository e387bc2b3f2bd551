/** What is said of edits that a person takes back, or took back (rule QUEUE-9). Pure. */
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Field, Kind, Scalar, Value } from '../../../shared/schema/field.ts';
import type { TakenBack } from '../../replica/types.ts';
import { showMoney } from '../fields/money.ts';
import { counted } from '../words.ts';

/** @param title of the record */
export function describeTakenBack({ takenBack, sent }: TakenBack, title: string): string {
  if (takenBack === 0 && sent === 0) return `Nothing of ${title} waits to be sent any more.`;
  const stays = `${counted(sent, 'edit')} of ${title} ${sent === 1 ? 'stays' : 'stay'}: the relay has ${sent === 1 ? 'it' : 'them'}, or may have.`;
  if (takenBack === 0) return `Nothing could be taken back. ${stays}`;
  const gone = `${counted(takenBack, 'edit')} of ${title} ${takenBack === 1 ? 'is' : 'are'} taken back, and kept here for a month.`;
  return sent === 0 ? gone : `${gone} ${stays}`;
}

/** One field that the edits had otherwise than the record has it now; both are empty for nothing. */
export interface TakenField {
  readonly field: string;
  readonly label: string;
  readonly was: string;
  readonly is: string;
}

/**
 * What of a record would be another with the edits, field by field in the order of the schema.
 * @param was the record with them
 * @param is the record as it is; undefined where nothing is left of it
 */
export function tellTakenBack(
  kind: Kind,
  was: Row,
  is: Row | undefined,
  shown: (scalar: Scalar, value: Value) => string,
): readonly TakenField[] {
  const told: TakenField[] = [];
  for (const [name, field] of kind.fields) {
    // The moment at which a record was made says nothing about it.
    if (name === 'created' || name === 'deleted') continue;
    const [before, now] = [was.fields[name] ?? null, is?.fields[name] ?? null];
    if (JSON.stringify(before) === JSON.stringify(now)) continue;
    const both = [valueText(field, before, shown), valueText(field, now, shown)] as const;
    if (both[0] === '' && both[1] === '') continue;
    told.push({ field: name, label: field.label, was: both[0], is: both[1] });
  }
  if (was.deleted !== (is?.deleted ?? false)) {
    told.push({
      field: 'deleted',
      label: `The ${kind.label.toLowerCase()}`,
      was: standing(was.deleted),
      is: standing(!was.deleted),
    });
  }
  return told;
}

const standing = (isDeleted: boolean): string => (isDeleted ? 'deleted' : 'not deleted');

/** As much of a long text as tells which one it is. */
const excerpt = 300;

function valueText(field: Field, value: RowValue, shown: (scalar: Scalar, value: Value) => string): string {
  if (value === null) return '';
  if (field.policy === 'ledger') {
    if (typeof value !== 'object' || !('count' in value) || value.count === 0) return '';
    const entries = counted(value.count, 'entry', 'entries');
    const inMoney = Object.values(field.entry).some(({ scalar }) => scalar.type === 'money');
    return inMoney && field.amount ? `${entries}, ${showMoney(value.sum)}` : entries;
  }
  if (Array.isArray(value)) {
    if (field.find === 'never') return value.length > 0 ? counted(value.length, 'photo') : '';
    const element = 'element' in field ? field.element : undefined;
    return (value as readonly Value[])
      .map((each) => (element ? shown(element, each) : String(each)))
      .join(', ');
  }
  if (typeof value === 'object') return '';
  if (field.find === 'never') return field.label.toLowerCase();
  const text = 'scalar' in field ? shown(field.scalar, value) : String(value);
  return text.length > excerpt ? `${text.slice(0, excerpt)}…` : text;
}
