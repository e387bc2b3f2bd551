/**
 * How one field's value is written in the legacy API, both ways (rule BRIDGE-2). Pure. What it cannot read, or cannot say
 * there, it answers as a problem: nobody guesses, cuts or rounds.
 */
import { never } from '../../../shared/lib/assert.ts';
import type { Value } from '../../../shared/schema/field.ts';
import { atPath } from './at-path.ts';
import { readInstant } from './read-instant.ts';
import { tallyTheirs, type Tally } from './tally.ts';

export type Conversion =
  /** One line or prose. Empty and null are the same; it is cleared by what the field's writing says. */
  | { readonly as: 'text' }
  /** A number for people, such as an order's: a line here, perhaps a number there. Written as a line. */
  | { readonly as: 'code' }
  /** Major units as a number or a string of one; ours are minor units. */
  | { readonly as: 'money' }
  /** The sum of a list's parts, in major units; an empty list is none. */
  | { readonly as: 'sum'; readonly of: string }
  | { readonly as: 'number' }
  /** 0 and 1, or true and false. */
  | { readonly as: 'flag'; readonly sent: 'number' | 'boolean' }
  /** Any of the formats of dates; ours are milliseconds. */
  | { readonly as: 'instant' }
  /** A calendar date, also where it comes with a time of day. */
  | { readonly as: 'date' }
  /** Listed values: theirs by ours, where the names differ; `others` is what every other value of theirs stands for. */
  | {
      readonly as: 'choice';
      readonly values: readonly string[];
      readonly names?: Readonly<Record<string, string>>;
      readonly others?: Value;
    }
  /** The name of something that has an id there and no record here, and is written by that id. */
  | { readonly as: 'named'; readonly lookup: Lookup }
  /** Somebody who works there, by their id; who of this shop has the same name is meant, and of others the id stands as it is. */
  | { readonly as: 'person'; readonly lookup: Lookup }
  /** A ledger, by how many entries there are of each sort. */
  | { readonly as: 'tally'; readonly tally: Tally }
  /** The id of a record of this kind; which one that is on the other side is in the id map. */
  | { readonly as: 'reference'; readonly kind: string };

/** A list of all that has such a name. */
export interface Lookup {
  readonly path: string;
  /** Where the rows are. */
  readonly rows: string;
  readonly id: string;
  readonly name: string;
  /** Where a row says that it is the one that counts where none is named, if one does. */
  readonly usual?: string;
}

/** Why a value could not be taken over: a closed list. */
export type ConversionProblem =
  /** An object where a line was expected, a word that is no number. */
  | 'wrong-type'
  /** A choice that one of the sides does not know. */
  | 'unknown-choice'
  /** Money with parts of a penny. */
  | 'not-exact';

export type Converted<T> = { readonly value: T } | { readonly problem: ConversionProblem };

const problem = (kind: ConversionProblem): { readonly problem: ConversionProblem } => ({ problem: kind });

/** Reads what the legacy API says. A reference is answered as the legacy id. */
export function readTheirs(conversion: Conversion, raw: unknown): Converted<Value> {
  if (raw === null || raw === '') return emptyOf(conversion);
  switch (conversion.as) {
    case 'text':
    case 'named':
    case 'person':
    case 'reference':
      return typeof raw === 'string' ? { value: raw } : problem('wrong-type');
    case 'code':
      if (typeof raw === 'number' && Number.isFinite(raw)) return { value: String(raw) };
      return typeof raw === 'string' ? { value: raw } : problem('wrong-type');
    case 'money':
      return minorUnits(raw);
    case 'sum':
      return Array.isArray(raw) ? sumOf(raw, conversion.of) : problem('wrong-type');
    case 'tally': {
      const read = Array.isArray(raw) ? tallyTheirs(conversion.tally, raw) : undefined;
      return read ? { value: read.text } : problem('wrong-type');
    }
    case 'number': {
      const number = asNumber(raw);
      return number === undefined ? problem('wrong-type') : { value: number };
    }
    case 'flag':
      if (raw === true || raw === 1) return { value: true };
      return raw === false || raw === 0 ? { value: false } : problem('wrong-type');
    case 'instant': {
      const at = typeof raw === 'string' ? readInstant(raw) : undefined;
      return at === undefined ? problem('wrong-type') : { value: at };
    }
    case 'date': {
      const day = typeof raw === 'string' && readInstant(raw) !== undefined ? raw.slice(0, 10) : undefined;
      return day === undefined ? problem('wrong-type') : { value: day };
    }
    case 'choice':
      return ourChoice(conversion, raw);
    default:
      return never(conversion, 'conversion');
  }
}

/** What is sent for a value of ours. A reference is given as the legacy id. `null` clears. */
export function writeTheirs(conversion: Conversion, value: Value): Converted<Value> {
  if (value === null || value === '') return { value: null };
  switch (conversion.as) {
    case 'text':
    case 'code':
    case 'named':
    case 'person':
    case 'tally':
    case 'reference':
      return typeof value === 'string' ? { value } : problem('wrong-type');
    case 'money':
    case 'sum':
      return typeof value === 'number' ? { value: value / 100 } : problem('wrong-type');
    case 'number':
      return typeof value === 'number' ? { value } : problem('wrong-type');
    case 'flag':
      if (typeof value !== 'boolean') return problem('wrong-type');
      return { value: conversion.sent === 'number' ? Number(value) : value };
    case 'instant':
      return typeof value === 'number' ? { value: new Date(value).toISOString() } : problem('wrong-type');
    case 'date':
      return typeof value === 'string' ? { value } : problem('wrong-type');
    case 'choice':
      if (typeof value !== 'string' || !conversion.values.includes(value)) return problem('unknown-choice');
      return { value: conversion.names?.[value] ?? value };
    default:
      return never(conversion, 'conversion');
  }
}

/** The one form in which two values that mean the same are equal. */
export const canonical = (value: Value): Value => (value === '' ? null : value);

function emptyOf(conversion: Conversion): Converted<Value> {
  return { value: conversion.as === 'choice' ? (conversion.others ?? null) : null };
}

function ourChoice(
  { values, names = {}, others }: Extract<Conversion, { as: 'choice' }>,
  raw: unknown,
): Converted<Value> {
  if (typeof raw !== 'string') return problem('wrong-type');
  const ours = values.find((value) => (names[value] ?? value) === raw);
  if (ours !== undefined) return { value: ours };
  return others === undefined ? problem('unknown-choice') : { value: others };
}

function minorUnits(raw: unknown): Converted<number> {
  const major = asNumber(raw);
  if (major === undefined) return problem('wrong-type');
  const minor = Math.round(major * 100);
  // What binary fractions leave behind is far below this; half a penny is not.
  if (minor / 100 !== major && Math.abs(major * 100 - minor) > 1e-4) return problem('not-exact');
  return { value: minor === 0 ? 0 : minor };
}

function sumOf(parts: readonly unknown[], of: string): Converted<Value> {
  let sum: number | null = null;
  for (const part of parts) {
    const read = minorUnits(atPath(part, of));
    if ('problem' in read) return read;
    sum = (sum ?? 0) + read.value;
  }
  return { value: sum };
}

function asNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  if (typeof raw !== 'string' || !/^-?\d+(\.\d+)?$/.test(raw.trim())) return undefined;
  return Number(raw);
}
