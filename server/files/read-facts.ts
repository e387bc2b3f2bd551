/** What was announced of a file, as it lies beside it. Unreadable facts are none: then the file is announced anew. */
import type { Author } from '../../shared/lib/ids.ts';
import { isImageType, isSha256 } from '../../shared/protocol/file-upload.ts';
import type { FileFacts } from './files.ts';

export const writeFacts = ({ length, type, sha256, by }: FileFacts): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ length, type, sha256, by })}\n`);

export function readFacts(bytes: Uint8Array | undefined): FileFacts | undefined {
  if (!bytes) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const found = new Map<string, unknown>(Object.entries(read));
  const [length, type, sha256, by] = ['length', 'type', 'sha256', 'by'].map((key) => found.get(key));
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 1) return undefined;
  if (!isImageType(type) || !isSha256(sha256) || typeof by !== 'string') return undefined;
  return { length, type, sha256, by: by as Author };
}

/** Whether two announcements are of the same file; who makes them does not matter. */
export const sameFile = (a: FileFacts, b: FileFacts): boolean =>
  a.length === b.length && a.type === b.type && a.sha256 === b.sha256;
