/**
 * What a list can be filtered and sorted by, made from the schema, and how that stands in the address: one part of the
 * query for each field, so that a filtered list can be linked (rule APP-2). Pure: knows neither React nor the replica.
 */
import { never } from '../../../shared/lib/assert.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { Day } from '../days.ts';
import { dueDays, parseDue } from '../due.ts';
import { askedPerson } from '../people/asked-person.ts';
import type { Match, RowFilter, Sort } from '../../replica/queries.ts';

export type FilterField =
  | {
      readonly name: string;
      readonly label: string;
      readonly type: 'choice';
      readonly values: readonly string[];
    }
  /** Its choices are the values that are there. */
  | { readonly name: string; readonly label: string; readonly type: 'text' }
  | { readonly name: string; readonly label: string; readonly type: 'person' }
  | { readonly name: string; readonly label: string; readonly type: 'due' };

const personFields: ReadonlySet<string> = new Set(['engineer', 'assignedUser']);
const textFields: ReadonlySet<string> = new Set(['location']);

export function filterFields(kind: Kind): readonly FilterField[] {
  return [...kind.fields].flatMap(([name, field]): FilterField[] => {
    const { label } = field;
    const scalar = 'scalar' in field ? field.scalar : undefined;
    if (scalar?.type === 'enum') return [{ name, label, type: 'choice', values: scalar.values }];
    if (personFields.has(name)) return [{ name, label, type: 'person' }];
    if (textFields.has(name)) return [{ name, label, type: 'text' }];
    if (scalar?.type === 'date' && name === 'readyBy') return [{ name, label, type: 'due' }];
    return [];
  });
}

export interface Chosen {
  readonly filter: RowFilter;
  readonly sort: Sort | undefined;
  /** The names of the parts of the query that filter something. */
  readonly active: readonly string[];
}

interface Circumstances {
  readonly user: string;
  readonly today: Day;
}

/** Reads the address; what is no choice of a field filters nothing. */
export function chosenBy(kind: Kind, query: URLSearchParams, { user, today }: Circumstances): Chosen {
  const where = new Map<string, Match>();
  const active: string[] = [];
  for (const field of filterFields(kind)) {
    const text = query.get(field.name);
    const match = text ? matchOf(field, text, user, today) : undefined;
    if (match === undefined) continue;
    where.set(field.name, match);
    active.push(field.name);
  }
  const inReview = query.get('review') === 'yes';
  const includeDeleted = query.get('deleted') === 'yes';
  if (inReview) active.push('review');
  if (includeDeleted) active.push('deleted');
  return {
    filter: {
      where: Object.fromEntries(where),
      ...(inReview ? { inReview } : {}),
      ...(includeDeleted ? { includeDeleted } : {}),
    },
    sort: sortOf(kind, query.get('sort')),
    active,
  };
}

function matchOf(field: FilterField, text: string, user: string, today: Day): Match | undefined {
  switch (field.type) {
    case 'choice':
      return field.values.includes(text) ? text : undefined;
    case 'person':
      return askedPerson(text, user);
    case 'text':
      return text;
    case 'due': {
      const choice = parseDue(text);
      return choice && dueDays(choice, today);
    }
    default:
      return never(field, 'filter field');
  }
}

export interface SortChoice {
  /** As in the address. */
  readonly name: string;
  readonly label: string;
  readonly sort: Sort;
}

export function sortChoices(kind: Kind): readonly SortChoice[] {
  const title = kind.title[0] ?? 'created';
  return [
    { name: 'newest', label: 'Newest first', sort: { by: 'created', descending: true } },
    { name: 'oldest', label: 'Oldest first', sort: { by: 'created' } },
    {
      name: title,
      label: kind.fields.get(title)?.label ?? title,
      sort: { by: title, descending: title === 'number' },
    },
    ...(kind.fields.has('readyBy') ? [{ name: 'due', label: 'Due first', sort: { by: 'readyBy' } }] : []),
  ];
}

const sortOf = (kind: Kind, name: string | null): Sort | undefined =>
  sortChoices(kind).find((choice) => choice.name === name)?.sort;
