/** How much a record is worth keeping on this device (rule KEEP-3): a decision from its row alone. */
import type { Row } from '../../../shared/document/types.ts';
import type { Priority } from '../types.ts';

/** The register that says whether work on a record is over, and the values at which it is. */
const over: ReadonlyMap<string, { readonly field: string; readonly at: readonly string[] }> = new Map([
  ['order', { field: 'status', at: ['collected_despatched', 'cancelled'] }],
  ['device', { field: 'status', at: ['collected', 'despatched'] }],
  ['ticket', { field: 'status', at: ['resolved', 'closed'] }],
  ['appointment', { field: 'status', at: ['done', 'missed', 'cancelled'] }],
]);

const day = 24 * 60 * 60 * 1000;

export const isWork = (kind: string): boolean => over.has(kind);

/** Whether somebody still has to do something about it; of kinds that are no work, such as clients, never. */
export function isOpenWork({ kind, fields, deleted }: Row, now: number): boolean {
  const end = over.get(kind);
  if (!end || deleted) return false;
  const value = fields[end.field];
  if (typeof value === 'string' && end.at.includes(value)) return false;
  if (kind !== 'appointment') return true;
  const { start } = fields;
  return typeof start === 'number' && start > now - day;
}

export interface Circumstances {
  readonly isPinned: boolean;
  /** Milliseconds. */
  readonly now: number;
  readonly days: number;
}

/** `row` is undefined for a record that is in no list. */
export function worthOf(row: Row | undefined, { isPinned, now, days }: Circumstances): Priority {
  if (isPinned || (row && row.review.length > 0)) return 'critical';
  if (!row) return 'normal';
  if (isOpenWork(row, now)) return 'high';
  const isOld = row.at < now - days * day;
  return row.deleted || (over.has(row.kind) && isOld) ? 'low' : 'normal';
}
