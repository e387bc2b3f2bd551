/** Answers that are not what they should be: rows that are missing, twice, in another order, or wrong in a field. */
import { pick, randomInt, type Random } from '../../../shared/lib/random.ts';
import type { Fault } from './faults.ts';

type Row = Record<string, unknown>;

const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value of another type may be put in a field's place. */
function wrongType(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return pick(random, [42, { value }, [value], true]);
  if (typeof value === 'number') return pick(random, ['not a number', { value }, [], false]);
  if (isObject(value) || Array.isArray(value)) return pick(random, ['[object Object]', 7, true]);
  return pick(random, ['', 0, {}]);
}

/**
 * The lists and records of a body, wherever its envelope has them (section 1.2): `change` answers what stands in their
 * place. A body without rows stays as it is.
 */
function withRows(
  body: unknown,
  change: (rows: readonly unknown[], listing: boolean) => readonly unknown[],
): unknown {
  if (Array.isArray(body)) return change(body, true);
  if (!isObject(body)) return body;
  if ('success' in body) {
    if (!('data' in body)) return body;
    return { ...body, data: withRows(body['data'], change) };
  }
  for (const key of ['clients', 'tickets', 'executions', 'items']) {
    // An order's detail has `items`, too; a listing has no id.
    if (!('id' in body) && Array.isArray(body[key])) return { ...body, [key]: change(body[key], true) };
  }
  return 'id' in body ? change([body], false)[0] : body;
}

/** Does to a body what the fault says; a fault of another sort leaves it alone. */
export function mangle(body: unknown, fault: Fault, random: Random): unknown {
  switch (fault.fault) {
    case 'short-page':
      return withRows(body, (rows, listing) =>
        listing ? rows.slice(0, Math.max(0, rows.length - (fault.drop ?? randomInt(random, 1, 5)))) : rows,
      );
    case 'duplicate':
      return withRows(body, (rows, listing) => {
        if (!listing || rows.length === 0) return rows;
        const at = randomInt(random, 0, rows.length - 1);
        return [...rows, rows[at]];
      });
    case 'shuffled':
      return withRows(body, (rows) =>
        rows
          .map((row) => ({ row, at: random() }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ row }) => row),
      );
    case 'null':
    case 'wrong-type':
    case 'missing':
    case 'unknown-value':
      return withRows(body, (rows) => {
        const at =
          fault.id === undefined
            ? randomInt(random, 0, rows.length - 1)
            : rows.findIndex((row) => isObject(row) && row['id'] === fault.id);
        return rows.map((row, index) => (index === at && isObject(row) ? spoiled(row, fault, random) : row));
      });
    default:
      return body;
  }
}

function spoiled(
  row: Row,
  { fault, field }: { readonly fault: string; readonly field?: string },
  random: Random,
): Row {
  const named = field ?? (fault === 'unknown-value' ? 'status' : undefined);
  // An id that is not there is asked for by name: by chance it would only be a row that nobody can speak of.
  const candidates = Object.keys(row).filter((key) => key !== 'id' && row[key] !== null);
  const key = named ?? pick(random, candidates);
  if (!(key in row)) return row;
  if (fault === 'missing') return Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));
  if (fault === 'null') return { ...row, [key]: null };
  return { ...row, [key]: fault === 'unknown-value' ? 'teleported' : wrongType(row[key], random) };
}
