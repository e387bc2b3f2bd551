/** How a record's version is told to programs, and read again (rule API-2): `EPOCH.NUMBER`, opaque to them. */
import type { Seq } from '../../store/store.ts';
import { Problem } from '../problem.ts';

/** The store that the number is of: one that was restored from a backup gives numbers anew. */
const markOf = (epoch: string): string => epoch.replace(/[^a-z0-9]/g, '').slice(0, 8);

export const tellVersion = (epoch: string, version: Seq): string => `${markOf(epoch)}.${version}`;

/** Undefined for what is no version of this store. */
export function readVersion(epoch: string, text: string): Seq | undefined {
  const digits = /^([a-z0-9]{1,8})\.(\d{1,15})$/.exec(text);
  return digits?.[1] === markOf(epoch) ? Number(digits[2]) : undefined;
}

export const etagOf = (epoch: string, version: Seq): string => `"${tellVersion(epoch, version)}"`;

/** Whether a header names this version. */
export function isNamed(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*');
}

/**
 * What `If-Match` says that the program had seen: a version, or with `*` what is there now.
 * @throws Problem `precondition-required` without one, `version-unknown` for one that is not of this store.
 */
export function readIfMatch(header: string | undefined, epoch: string): Seq | 'present' {
  if (header === undefined) {
    throw new Problem(
      'precondition-required',
      'Say what you have seen: If-Match with the ETag of the record as you read it, or * for what is there now.',
    );
  }
  const text = header.trim();
  if (text === '*') return 'present';
  const version = readVersion(epoch, /^(?:W\/)?"([^"]*)"$/.exec(text)?.[1] ?? '');
  if (version === undefined) throw new Problem('version-unknown', 'If-Match is no version of a record here.');
  return version;
}
