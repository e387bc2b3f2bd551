/**
 * One row of an Open Repair Data Standard file (v0.3), read and judged: a repair, or the reason why it is none.
 * Knows the standard; does not know what Solder makes of a repair.
 */

export type RepairStatus = 'Fixed' | 'Repairable' | 'End of life' | 'Unknown';

export interface Repair {
  /** Unique in all of the standard's files. */
  readonly id: string;
  readonly provider: string;
  readonly category: string;
  readonly partnerCategory: string;
  /** Empty when the row says it is unknown. */
  readonly brand: string;
  /** Years, as written; empty when not known. */
  readonly year: string;
  readonly age: string;
  readonly status: RepairStatus;
  readonly barrier: string;
  readonly group: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly problem: string;
}

/** What can be wrong with a row that is CSV. */
export type RepairFault = 'no-id' | 'date' | 'status' | 'too-long';

export const requiredColumns = [
  'id',
  'data_provider',
  'product_category',
  'brand',
  'repair_status',
  'group_identifier',
  'event_date',
  'problem',
] as const;

const optionalColumns = [
  'partner_product_category',
  'year_of_manufacture',
  'product_age',
  'repair_barrier_if_end_of_life',
] as const;

type Column = (typeof requiredColumns)[number] | (typeof optionalColumns)[number];

/** Where each column stands in a file. */
export type Columns = ReadonlyMap<Column, number>;

/** Finds the columns in a header; `missing` names what an Open Repair file would have. */
export function readHeader(
  header: readonly string[],
): { readonly columns: Columns } | { readonly missing: readonly string[] } {
  const columns = new Map<Column, number>();
  for (const column of [...requiredColumns, ...optionalColumns]) {
    const at = header.findIndex((name) => name.trim() === column);
    if (at >= 0) columns.set(column, at);
  }
  const missing = requiredColumns.filter((column) => !columns.has(column));
  return missing.length > 0 ? { missing } : { columns };
}

/** The longest texts that a record takes, in UTF-16 units. */
export interface TextLimits {
  readonly problem: number;
  readonly brand: number;
  readonly category: number;
  readonly group: number;
  /** What ends in a note. */
  readonly other: number;
}

const longestId = 200;

export function readRepair(
  fields: readonly string[],
  columns: Columns,
  limits: TextLimits,
): { readonly repair: Repair } | { readonly fault: RepairFault; readonly column: Column } {
  const read = (column: Column): string => fields[columns.get(column) ?? -1]?.trim() ?? '';
  const id = read('id');
  if (id === '') return { fault: 'no-id', column: 'id' };
  const status = read('repair_status');
  if (!isStatus(status)) return { fault: 'status', column: 'repair_status' };
  const date = read('event_date');
  if (!isDate(date)) return { fault: 'date', column: 'event_date' };
  const brand = read('brand');

  const lengths: readonly (readonly [Column, number])[] = [
    ['id', longestId],
    ['problem', limits.problem],
    ['brand', limits.brand],
    ['product_category', limits.category],
    ['partner_product_category', limits.other],
    ['group_identifier', limits.group],
    ['data_provider', limits.group],
    ['repair_barrier_if_end_of_life', limits.other],
    ['year_of_manufacture', limits.other],
    ['product_age', limits.other],
  ];
  const long = lengths.find(([column, longest]) => read(column).length > longest);
  if (long) return { fault: 'too-long', column: long[0] };

  return {
    repair: {
      id,
      provider: read('data_provider'),
      category: read('product_category'),
      partnerCategory: read('partner_product_category'),
      brand: /^unknown$/i.test(brand) ? '' : brand,
      year: read('year_of_manufacture'),
      age: read('product_age'),
      status,
      barrier: read('repair_barrier_if_end_of_life'),
      group: read('group_identifier'),
      date,
      problem: read('problem'),
    },
  };
}

const isStatus = (text: string): text is RepairStatus =>
  text === 'Fixed' || text === 'Repairable' || text === 'End of life' || text === 'Unknown';

/** A day that is in the calendar: 30 February is not one. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
