/**
 * What a list is asked for by its address (rule API-9): `status=repairing&status=repaired_qc`, `readyBy.from=2026-11-29`,
 * `review=true`, `sort=-at`, `limit`, `cursor`. A name that means nothing is an error, and no silent everything.
 */
import type { Field, Kind, Scalar } from '../../../shared/schema/field.ts';
import type { VersionedRow } from '../../relay/relay.ts';
import type { Filter, ListQuery, Order, Place } from '../../programs/list-records.ts';
import { badCursor, readLimit } from '../page-query.ts';
import { parseEntityId } from '../../../shared/lib/ids.ts';
import { Problem } from '../problem.ts';

type Asked = Pick<ListQuery, 'filter' | 'order' | 'after' | 'limit'>;

/** @throws Problem `bad-request` */
export function readListQuery(kind: Kind, query: URLSearchParams): Asked {
  const filters: Filter[] = [];
  for (const name of new Set(query.keys())) {
    if (name === 'limit' || name === 'cursor' || name === 'sort') continue;
    filters.push(filterOf(kind, bare(name), query.getAll(name)));
  }
  const sort = query.get('sort');
  const order = sort === null ? undefined : orderOf(kind, sort);
  const cursor = query.get('cursor');
  return {
    limit: readLimit(query.get('limit') ?? undefined),
    ...(filters.length > 0 && { filter: (row: VersionedRow) => filters.every((each) => each(row)) }),
    ...(order && { order }),
    ...(cursor !== null && { after: readPlace(cursor, order !== undefined) }),
  };
}

/** Generated clients write `filter[status]`. */
const bare = (name: string): string => /^filter\[([^\]]+)\]$/.exec(name)?.[1] ?? name;

function filterOf(kind: Kind, asked: string, values: readonly string[]): Filter {
  const [name = '', bound] = asked.split('.');
  if (asked === 'updatedSince') {
    const since = Math.max(...values.map((value) => numberOf(asked, value)));
    return ({ at }) => at >= since;
  }
  if (asked === 'deleted') {
    const wanted = yesNoOf(asked, values);
    return ({ deleted }) => deleted === wanted;
  }
  if (asked === 'review') {
    const [value = ''] = values;
    if (value !== 'true' && value !== 'false')
      return ({ review }) => review.some((each) => values.includes(each));
    return ({ review }) => review.length > 0 === (value === 'true');
  }
  const field = kind.fields.get(name);
  if (!field || asked.split('.').length > 2) throw unknown(kind, asked);
  if (bound === 'from' || bound === 'to') return boundOf(name, asked, field, values, bound);
  if (bound !== undefined || field.policy === 'ledger' || field.policy === 'text') throw unknown(kind, asked);
  if (field.policy === 'set') {
    const wanted = new Set(values.map((value) => valueOf(asked, field.element, value)));
    return ({ fields }) => (fields[name] as readonly unknown[]).some((each) => wanted.has(each));
  }
  const wanted = new Set(values.map((value) => valueOf(asked, field.scalar, value)));
  return ({ fields }) => wanted.has(fields[name] ?? null);
}

function boundOf(
  name: string,
  asked: string,
  field: Field,
  [value = '']: readonly string[],
  bound: 'from' | 'to',
): Filter {
  const scalar = 'scalar' in field ? field.scalar : undefined;
  if (!scalar || scalar.type === 'boolean' || scalar.type === 'enum' || scalar.type === 'reference') {
    throw new Problem('bad-request', `${asked}: only numbers, dates, moments and words have an order.`);
  }
  const limit = valueOf(asked, scalar, value) as string | number;
  return ({ fields }) => {
    const has = fields[name] as string | number | null;
    return has !== null && (bound === 'from' ? has >= limit : has <= limit);
  };
}

/** An empty value stands for nothing. */
function valueOf(asked: string, scalar: Scalar, text: string): unknown {
  if (text === '') return null;
  switch (scalar.type) {
    case 'number':
    case 'money':
    case 'instant':
      return numberOf(asked, text);
    case 'boolean':
      return yesNoOf(asked, [text]);
    default:
      return text;
  }
}

function numberOf(asked: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new Problem('bad-request', `${asked} is a number.`);
  return value;
}

function yesNoOf(asked: string, [text]: readonly string[]): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Problem('bad-request', `${asked} is true or false.`);
}

function orderOf(kind: Kind, sort: string): Order {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  if (name === 'at') return { of: ({ at }) => at, descending };
  const field = kind.fields.get(name);
  if (!field || !('scalar' in field)) {
    throw new Problem(
      'bad-request',
      `sort is "at" or a field with one value, with - before it for the other way.`,
    );
  }
  return { of: ({ fields }) => (fields[name] ?? null) as string | number | boolean | null, descending };
}

const unknown = (kind: Kind, asked: string): Problem =>
  new Problem(
    'bad-request',
    `"${asked}" filters no ${kind.plural.toLowerCase()}: name a field with one value or a list, its .from or .to, or updatedSince, deleted, review.`,
  );

/** @throws Problem `bad-request` for a cursor that no page of this list gave out. */
function readPlace(cursor: string, isOrdered: boolean): Place {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [id, value] = Array.isArray(read) ? (read as readonly unknown[]) : [];
    if (typeof id !== 'string' || !parseEntityId(id)) throw badCursor();
    if (!isOrdered && value === undefined) return { id };
    const isValue = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!isOrdered || !isValue) throw badCursor();
    return { id, value: value as string | number | boolean | null };
  } catch {
    throw badCursor();
  }
}

export const tellPlace = ({ id, value }: Place): string =>
  Buffer.from(JSON.stringify(value === undefined ? [id] : [id, value])).toString('base64url');
