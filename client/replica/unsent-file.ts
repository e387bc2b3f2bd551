/**
 * Unsent edits as a file (rules EXPORT-1 to EXPORT-3): one JSON object that another device, or a newer version of the app, takes
 * in (read-unsent-file.ts), and of which a person can read what it says. Its format is told in docs/unsent-edits.md. Knows no replica.
 */
import { toBase64 } from 'lib0/buffer';
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { RowValue } from '../../shared/document/types.ts';
import { sha256 } from './files/sha256.ts';

export const format = 'solder-unsent-edits';
export const formatVersion = 1;

export interface UnsentRecord {
  readonly name: EntityKey;
  /** The record as it is with these edits, in this version's words: for eyes, and never taken in. */
  readonly values: Readonly<Record<string, RowValue>>;
  /** In the order in which they were made, which was at `at` (milliseconds). */
  readonly edits: readonly { readonly at: number; readonly update: Uint8Array }[];
}

export interface UnsentContent {
  readonly shop: string;
  readonly user: string;
  /** `schemaName` of who wrote the file. */
  readonly schema: string;
  /** When it was written, in milliseconds. */
  readonly saved: number;
  readonly records: readonly UnsentRecord[];
}

/** Why a file is not taken in: a closed list. Nothing of it was. */
export type UnsentFileProblem =
  /** It is no file of unsent edits at all. */
  | 'not-one'
  /** A newer version of Solder has written it. */
  | 'newer'
  /** It is not as it was written. */
  | 'damaged'
  /** It is of another shop. */
  | 'other-shop'
  /** Somebody else has made these edits: only they can send them. */
  | 'other-user';

export class BadUnsentFile extends Error {
  override readonly name = 'BadUnsentFile';
  readonly problem: UnsentFileProblem;

  constructor(problem: UnsentFileProblem) {
    super(`a file of unsent edits that is not taken in: ${problem}`);
    this.problem = problem;
  }
}

export async function writeUnsentFile({ saved, records, ...who }: UnsentContent): Promise<string> {
  const content = {
    format,
    version: formatVersion,
    ...who,
    saved: new Date(saved).toISOString(),
    records: records.map(({ name, values, edits }) => ({
      record: name,
      values,
      edits: edits.map(({ at, update }) => ({
        at: new Date(at).toISOString(),
        update: toBase64(update),
      })),
    })),
  };
  return JSON.stringify({ ...content, sha256: await sumOf(content) }, null, 1);
}

/** Over the content as JSON without spaces, its names in the order of the file. */
export const sumOf = (content: object): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify(content)));
