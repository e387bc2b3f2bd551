/**
 * Checksums of what is stored. Each covers the bytes and what they are said to be, so that a row that was changed,
 * swapped with another or moved to another document is found (rule STORE-4). CRC-32 finds accidents; it is no
 * defence against somebody who can write to the file.
 */
import type { SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Through } from '../../shared/document/history/change.ts';
import type { Author } from '../../shared/lib/ids.ts';
import type { DocumentName, Seq, StoredChange } from './store.ts';

export interface EntryIdentity {
  readonly seq: Seq;
  /** The entry of the same document before this one; 0 for its first. */
  readonly prev: Seq;
  readonly author: Author;
  readonly at: number;
  /** Empty in an entry from before this was noted. */
  readonly through: Through | '';
}

export const entrySum = (name: DocumentName, entry: EntryIdentity, bytes: Uint8Array): number =>
  crc32(
    bytes,
    crc32(
      `${path(name)} ${entry.seq} ${entry.prev} ${entry.at} ${entry.author}${entry.through && ` ${entry.through}`}`,
    ),
  );

export const changeSum = (
  name: DocumentName,
  {
    version,
    part,
    at,
    author,
    through,
    changes,
  }: Omit<StoredChange, 'through'> & { readonly through: string },
): number => crc32(changes, crc32(`${path(name)} ${version} ${part} ${at} ${author} ${through}`));

export const snapshotSum = (name: DocumentName, seq: Seq, packing: number, bytes: Uint8Array): number =>
  crc32(bytes, crc32(`${path(name)} ${seq} ${packing}`));

export const rowSum = (name: DocumentName, seq: Seq, json: string | Uint8Array): number =>
  crc32(json, crc32(`${path(name)} ${seq}`));

/** Over the values of a row, told apart with their types and borders; `values_sum` in SQL (rule STORE-80). */
export function valuesSum(...values: readonly SQLOutputValue[]): number {
  let sum = 0;
  for (const value of values) {
    const bytes = value instanceof Uint8Array ? value : String(value);
    sum = crc32(bytes, crc32(`${value === null ? 'null' : typeof value} ${bytes.length} `, sum));
  }
  return sum;
}

const path = (name: DocumentName): string => `${name.shop}/${name.kind}/${name.id}`;
