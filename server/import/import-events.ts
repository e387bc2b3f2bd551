/**
 * What an import tells while it runs and when it is over: the same events to a terminal in the relay's own
 * process and, one JSON object a line, over HTTP.
 */
import { never } from '../../shared/lib/assert.ts';
import type { RecordFault } from './csv-records.ts';
import type { RepairFault } from './repair.ts';

/** Why a row was left out; the closed list of rule IMPORT-3. */
export type RowFault = RecordFault | RepairFault | 'duplicate' | 'refused' | 'erased';

export interface ImportReport {
  /** Rows read, without the header. */
  readonly rows: number;
  /** Repairs of which something was written. */
  readonly imported: number;
  /** Repairs that were all there already. */
  readonly unchanged: number;
  readonly bad: number;
  /** Records written: clients, orders, devices and tickets. */
  readonly records: number;
}

export type ImportEvent =
  | { readonly type: 'bad'; readonly line: number; readonly fault: RowFault; readonly column?: string }
  | { readonly type: 'progress'; readonly report: ImportReport }
  | { readonly type: 'done'; readonly report: ImportReport }
  | { readonly type: 'failed'; readonly failure: ImportFailure };

export type ImportFailure =
  /** The first line does not name these columns. */
  | { readonly kind: 'not-open-repair'; readonly missing: readonly string[] }
  /** Some rows are stored; the same import again goes on where it stopped. */
  | { readonly kind: 'store-unavailable' }
  /** Whoever asked is not any more what they were when they began (rule AUTH-11). */
  | { readonly kind: 'rights-ended' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'internal' };

const faults: { readonly [F in RowFault]: string } = {
  encoding: 'is not UTF-8',
  nul: 'has a NUL byte in it',
  quotes: 'has a quote that is not closed, or not where a quote may be',
  columns: 'has another number of columns than the first line',
  'no-id': 'has no id',
  date: 'has no date of the form 2025-07-31',
  status: 'has a status other than Fixed, Repairable, End of life or Unknown',
  'too-long': 'has a text that is too long',
  duplicate: 'has the id of an earlier line',
  refused: 'was refused by the relay',
  erased: 'is of a client who was erased',
};

export const describeBadRow = ({ line, fault, column }: ImportEvent & { readonly type: 'bad' }): string =>
  `line ${line} ${faults[fault]}${column === undefined ? '' : ` (${column})`}`;

export function describeFailure(failure: ImportFailure): string {
  switch (failure.kind) {
    case 'not-open-repair':
      return `This is not an Open Repair file: its first line does not name ${failure.missing.join(', ')}.`;
    case 'store-unavailable':
      return 'The store cannot be written. What was read so far is kept; run the same import again.';
    case 'rights-ended':
      return 'Whoever began the import may not go on with it. What was read so far is kept.';
    case 'unreadable':
      return 'The file could not be read to its end. What was read so far is kept; run the same import again.';
    case 'internal':
      return 'The import failed. What was read so far is kept.';
    default:
      return never(failure, 'failure');
  }
}
