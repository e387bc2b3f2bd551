/** Why a refused edit cannot be written as it stands, whoever writes it: then nobody is offered to apply it (rule QUAR-12). Pure. */
import { checkPlain, checkValue, type ValueProblem } from '../../../shared/schema/value.ts';
import { parseLedgerEntry } from '../../../shared/document/ledger.ts';
import type { Field, LedgerField, Scalar, Value } from '../../../shared/schema/field.ts';
import { counted } from '../words.ts';
import type { SentBack } from './refused-list.ts';

/** What is known of the field as it stands; nothing where its record is not on this device. */
export interface There {
  /** The values that a workflow lets this person write now. */
  readonly choices?: readonly Value[] | undefined;
  /** Of a text, in UTF-16 units. */
  readonly length?: number | undefined;
}

/** Undefined where nothing speaks against it. */
export function whyUnfit(field: Field, edit: SentBack, there: There): string | undefined {
  const { value, count, cut } = edit;
  if (cut) return 'It was too long to be kept.';
  if (value === undefined) return undefined;
  if (field.policy === 'text') return unfitText(value, field.max, there.length ?? 0);
  const values: readonly unknown[] = count > 1 && Array.isArray(value) ? value : [value];
  if (values.length < count) return 'It was too much to be kept whole.';
  if (field.policy === 'ledger') return firstOf(values, (each) => unfitEntry(each, field));
  if (field.policy === 'set')
    return values.includes(null)
      ? 'It only took something away.'
      : firstOf(values, (each) => unfitValue(field.element, each));
  const last = values.at(-1) ?? null;
  if (field.scalar.type === 'boolean' && typeof last === 'string') return undefined;
  const problem = unfitValue(field.scalar, last);
  if (problem || !there.choices || there.choices.includes(last as Value)) return problem;
  return 'That step does not lead on from where it is now.';
}

function unfitText(value: unknown, max: number, present: number): string | undefined {
  if (typeof value !== 'string' || value === '') return 'It only took words away.';
  // They go to the end, on a line of their own.
  const over = present + (present > 0 ? 1 : 0) + value.length - max;
  return over > 0 ? tooLongBy(over) : undefined;
}

function unfitEntry(value: unknown, { entry }: LedgerField): string | undefined {
  const parsed = parseLedgerEntry(value);
  if (!parsed) return problems['not-plain'];
  const isStrange = Object.keys(parsed.parts).some((part) => !Object.hasOwn(entry, part));
  if (isStrange) return 'The list has no such part.';
  return firstOf(Object.entries(entry), ([part, { scalar, optional = false }]) => {
    const said = parsed.parts[part] ?? null;
    return said === null && !optional ? 'A part of the entry is missing.' : unfitValue(scalar, said);
  });
}

function unfitValue(scalar: Scalar, value: unknown): string | undefined {
  const problem = checkPlain(value) ?? checkValue(scalar, value);
  if (problem === undefined) return undefined;
  if (problem === 'too-long' && scalar.type === 'string' && typeof value === 'string')
    return tooLongBy(value.length - scalar.max);
  return problems[problem];
}

const tooLongBy = (letters: number): string => `It is too long by ${counted(letters, 'letter')}.`;

const problems: Readonly<Record<ValueProblem, string>> = {
  'not-plain': 'It is nothing that the field can hold.',
  'lone-surrogate': 'It has half of a character in it.',
  'wrong-type': 'It is of another kind than the field takes.',
  'too-long': 'It is too long.',
  'out-of-range': 'It is less or more than the field takes.',
  'not-whole': 'It is no whole number.',
  'not-listed': 'It is none of the choices.',
  'bad-date': 'It is no date.',
  'bad-reference': 'It refers to nothing.',
};

function firstOf<T>(all: readonly T[], problemOf: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const problem = problemOf(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
