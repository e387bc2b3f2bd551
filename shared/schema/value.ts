/** Whether something that arrived is a value of a scalar type. The only judge of values, for local writes and the relay alike (rule SCHEMA-1). */
import { never } from '../lib/assert.ts';
import type { Scalar, Value } from './field.ts';

/** Why a value is refused: a closed list. */
export type ValueProblem =
  /** Undefined, NaN, an infinity, a BigInt, a Date, an object, a list, bytes: nothing a register holds. */
  | 'not-plain'
  /** A string with half of a surrogate pair, which no encoding can carry. */
  | 'lone-surrogate'
  | 'wrong-type'
  | 'too-long'
  | 'out-of-range'
  | 'not-whole'
  | 'not-listed'
  | 'bad-date'
  | 'bad-reference';

/** The largest amount of money, either way: ten billion in major units. */
export const maxMoney = 1_000_000_000_000;
/** The last moment that a JavaScript date can hold, in milliseconds. */
const maxInstant = 8_640_000_000_000_000;
const referencePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Why `value` can be in no register at all, whatever the field. */
export function checkPlain(value: unknown): ValueProblem | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'lone-surrogate';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'not-plain';
  return 'not-plain';
}

export const isPlain = (value: unknown): value is Value => checkPlain(value) === undefined;

/** Why `value` is not of the type `scalar`; undefined when it is. `null` clears, and is of every type. */
export function checkValue(scalar: Scalar, value: unknown): ValueProblem | undefined {
  const problem = checkPlain(value);
  if (problem || value === null) return problem;
  switch (scalar.type) {
    case 'string':
      if (typeof value !== 'string') return 'wrong-type';
      return value.length > scalar.max ? 'too-long' : undefined;
    case 'number':
      return checkNumber(value, scalar.min, scalar.max, scalar.integer);
    case 'money':
      return checkNumber(value, -maxMoney, maxMoney, true);
    case 'instant':
      return checkNumber(value, -maxInstant, maxInstant, true);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'wrong-type';
    case 'date':
      if (typeof value !== 'string') return 'wrong-type';
      return isCalendarDate(value) ? undefined : 'bad-date';
    case 'enum':
      if (typeof value !== 'string') return 'wrong-type';
      return scalar.values.includes(value) ? undefined : 'not-listed';
    case 'reference':
      if (typeof value !== 'string') return 'wrong-type';
      return referencePattern.test(value) ? undefined : 'bad-reference';
    default:
      return never(scalar, 'scalar');
  }
}

const maxOther = 20_000;

/**
 * Whether `value` may be one of the same field in another version of the schema: a choice that is not listed here, or a
 * value outside of the bounds here. Of another type it is none (rule SCHEMA-11).
 */
export function fitsOtherVersion(scalar: Scalar, value: unknown): boolean {
  switch (checkValue(scalar, value)) {
    case undefined:
      return true;
    case 'not-listed':
    case 'too-long':
      return typeof value === 'string' && value.length <= maxOther;
    case 'out-of-range':
      return scalar.type === 'number';
    default:
      return false;
  }
}

/**
 * Whether a reader can show `value` as this type. Looser than `checkValue`: a status that only a newer version
 * knows, or a longer name, is shown as it is.
 */
export function isReadable(scalar: Scalar, value: Value): boolean {
  if (value === null) return true;
  switch (scalar.type) {
    case 'string':
    case 'date':
    case 'enum':
    case 'reference':
      return typeof value === 'string';
    case 'number':
    case 'money':
    case 'instant':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return never(scalar, 'scalar');
  }
}

function checkNumber(value: unknown, min: number, max: number, integer: boolean): ValueProblem | undefined {
  if (typeof value !== 'number') return 'wrong-type';
  if (integer && !Number.isInteger(value)) return 'not-whole';
  return value < min || value > max ? 'out-of-range' : undefined;
}

function isCalendarDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}
