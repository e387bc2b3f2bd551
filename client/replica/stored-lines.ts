/**
 * How lines lie in the database, and what is made of them when they are read. A line carries the checksum of what is in
 * it (rule REPL-15): bytes that changed on the disk are told from bytes that were written. Knows no database.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { checksum } from './checksum.ts';
import {
  CorruptRecord,
  type OutboxEntry,
  type StoredOutboxEntry,
  type StoredRecord,
  type StoredRow,
} from './vault.ts';

/** `accessed` and `bytes` are what the record is pruned by, and no part of what the checksum covers. */
export type RecordLine = StoredRecord & {
  readonly sum: number;
  readonly accessed: number;
  readonly bytes: number;
};
/** `order` is `-at`, so that reading forwards, which IndexedDB does in bulk, is newest first. */
export type RowLine = StoredRow & { readonly order: number };
/** `sent` is marked later, and is no part of what the checksum covers. */
export type OutboxLine = OutboxEntry & {
  readonly id?: number;
  readonly sum: number;
  readonly sent?: boolean;
};
/** A line without entries tells only the record's generation. */
export interface DiscardLine {
  readonly id?: number;
  readonly name: EntityKey;
  readonly at: number;
  readonly entries: readonly OutboxLine[];
}

/** `accessed` is when it is written, in milliseconds. */
export function recordLine(record: StoredRecord, accessed: number): RecordLine {
  const pieces = [...record.chunks, ...record.own, ...(record.base ?? [])];
  return { ...record, sum: checksum(pieces), accessed, bytes: lengthOf(pieces) };
}

export const lengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);
export const rowLine = (row: StoredRow): RowLine => ({ ...row, order: -row.at });

const isBytes = (value: unknown): value is readonly Uint8Array[] =>
  Array.isArray(value) && value.every((piece) => piece instanceof Uint8Array);

/** @throws CorruptRecord when it is not what was written. */
export function readRecord(name: EntityKey, line: unknown): StoredRecord {
  const record = recordOf(name, line);
  if (!record) throw new CorruptRecord(name);
  return record;
}

/** Undefined when it is not what was written. */
export function recordOf(name: EntityKey, line: unknown): StoredRecord | undefined {
  const { seq, epoch, chunks, own, base, pruned, sum } = (line ?? {}) as Partial<
    Record<keyof RecordLine, unknown>
  >;
  const readable =
    Number.isSafeInteger(seq) &&
    typeof epoch === 'string' &&
    isBytes(chunks) &&
    isBytes(own) &&
    (base === undefined || isBytes(base)) &&
    checksum([...chunks, ...own, ...(base ?? [])]) === sum;
  if (!readable) return undefined;
  const record = { name, seq: seq as number, epoch, chunks, own, ...(base && { base }) };
  return pruned === true ? { ...record, pruned } : record;
}

const encoder = new TextEncoder();

/** Of the name and the client ids, too: an edit must not reach another record, nor be vouched for wrongly. */
const outboxSum = ({ name, clients, tab, at, update }: OutboxEntry): number =>
  checksum([encoder.encode(JSON.stringify([name, clients, tab, at])), update]);

export const outboxLine = ({ name, update, clients, tab, at }: OutboxEntry): OutboxLine => {
  const entry = { name, update, clients, tab, at };
  return { ...entry, sum: outboxSum(entry) };
};

/** The edit that was written as line `id`, or undefined when the line is not what was written. */
export function outboxEntryOf(id: number, line: unknown): StoredOutboxEntry | undefined {
  const { name, update, clients, tab, at, sum, sent } = (line ?? {}) as Partial<OutboxLine>;
  if (
    typeof name !== 'string' ||
    !(update instanceof Uint8Array) ||
    !Array.isArray(clients) ||
    typeof tab !== 'string' ||
    typeof at !== 'number'
  ) {
    return undefined;
  }
  const entry = { name, update, clients, tab, at };
  return outboxSum(entry) === sum ? { ...entry, id, sent: sent === true } : undefined;
}

/** The record that a quarantined line was, or that an edit was of; none for what is not even that. */
export const quarantined = (line: unknown): EntityKey => {
  if (typeof line !== 'object' || line === null) return '' as EntityKey;
  if ('edit' in line) return quarantined(line.edit);
  const name = 'name' in line ? line.name : '';
  return (typeof name === 'string' ? name : '') as EntityKey;
};

export const isUnreadableEdit = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'edit' in line;
