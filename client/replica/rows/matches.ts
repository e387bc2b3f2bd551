/** Whether a row is what a query asks for: a pure function of the row and of the rows that it refers to. */
import type { Row, RowValue } from '../../../shared/document/types.ts';
import type { Value } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import type { Match, Range, RowFilter } from '../queries.ts';

/** The row that a reference leads to. */
export type Lookup = (kind: string, id: string) => Row | undefined;

export type Matches = (row: Row) => boolean;

/** A reference field of a filter's kind, and the kind it leads to: what is there decides, too. */
export interface Dependency {
  readonly field: string;
  readonly kind: string;
}

/** A deletion that an edit had not seen waits for a person, who must be able to find the record. */
export const isHidden = (row: Row): boolean => row.deleted && !row.review.includes('deleted');

/** A filter as a function; what it depends on beside the row is told by `dependenciesOf`. */
export function matching(kind: string, filter: RowFilter, lookup: Lookup): Matches {
  const { where = {}, inReview = false, includeDeleted = false } = filter;
  const tests = Object.entries(where).map(([path, match]) => {
    const read = reading(kind, path, lookup);
    const test = testing(match);
    return (row: Row): boolean => test(read(row));
  });
  return (row) =>
    (includeDeleted || !isHidden(row)) &&
    (!inReview || row.review.length > 0) &&
    tests.every((test) => test(row));
}

export function dependenciesOf(kind: string, { where = {} }: RowFilter): readonly Dependency[] {
  return Object.keys(where).flatMap((path) => {
    const dot = path.indexOf('.');
    if (dot < 0) return [];
    const field = path.slice(0, dot);
    const to = referredKind(kind, field);
    return to === undefined ? [] : [{ field, kind: to }];
  });
}

/** The kind that a reference field leads to; undefined when it is none. */
export function referredKind(kind: string, field: string): string | undefined {
  const declared = kindNamed(kind)?.fields.get(field);
  return declared && 'scalar' in declared && declared.scalar.type === 'reference'
    ? declared.scalar.kind
    : undefined;
}

type Read = (row: Row) => RowValue | undefined;

function reading(kind: string, path: string, lookup: Lookup): Read {
  const dot = path.indexOf('.');
  if (dot < 0) return (row) => (path === 'updated' ? row.at : row.fields[path]);
  const field = path.slice(0, dot);
  const rest = path.slice(dot + 1);
  const to = referredKind(kind, field);
  return (row) => {
    const id = row.fields[field];
    const other = to !== undefined && typeof id === 'string' ? lookup(to, id) : undefined;
    return other && (rest === 'updated' ? other.at : other.fields[rest]);
  };
}

type Test = (value: RowValue | undefined) => boolean;

function testing(match: Match): Test {
  if (isList(match)) {
    const any = new Set<Value>(match);
    return (value) =>
      (isList(value) ? value.some((each) => any.has(each)) : any.has(plain(value))) ||
      (any.has(null) && isNothing(value));
  }
  if (typeof match === 'object' && match !== null) return (value) => isInside(match, value);
  if (match === null) return isNothing;
  return (value) => (isList(value) ? value.includes(match) : value === match);
}

const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

const plain = (value: RowValue | undefined): Value =>
  typeof value === 'object' || value === undefined ? null : value;

const isNothing: Test = (value) =>
  value === null || value === undefined || value === '' || (isList(value) && value.length === 0);

function isInside({ from, before }: Range, value: RowValue | undefined): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  if (from !== undefined && !(typeof from === typeof value && value >= from)) return false;
  return before === undefined || (typeof before === typeof value && value < before);
}
