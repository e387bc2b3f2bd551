/**
 * Unsent edits as a file (rules EXPORT-1 to EXPORT-3): one JSON object that another device, or a newer version of the app, takes
 * in, and of which a person can read what it says. Its format is told in docs/unsent-edits.md. Knows no replica.
 */
import { fromBase64, toBase64 } from 'lib0/buffer';
import { entityKey, parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import { scanLimits } from '../../shared/protocol/scan.ts';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import type { RowValue } from '../../shared/document/types.ts';
import { sha256 } from './files/sha256.ts';

const format = 'solder-unsent-edits';
const formatVersion = 1;

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

/** @throws BadUnsentFile */
export async function readUnsentFile(text: string): Promise<UnsentContent> {
  const file = parsed(text);
  if (!isObject(file) || file['format'] !== format) throw new BadUnsentFile('not-one');
  const { sha256: sum, ...content } = file;
  // A newer format may count otherwise: it is told before the sum is compared.
  if (typeof content['version'] !== 'number' || content['version'] > formatVersion)
    throw new BadUnsentFile('newer');
  if (sum !== (await sumOf(content))) throw new BadUnsentFile('damaged');
  const { shop, user, schema, saved, records } = content;
  if (typeof shop !== 'string' || typeof user !== 'string' || typeof schema !== 'string') throw damaged();
  if (!Array.isArray(records)) throw damaged();
  return { shop, user, schema, saved: momentOf(saved), records: records.map(recordIn) };
}

function recordIn(record: unknown): UnsentRecord {
  if (!isObject(record) || typeof record['record'] !== 'string') throw damaged();
  const name = parseEntityKey(record['record']);
  const { edits, values } = record;
  if (!name || !Array.isArray(edits) || !isObject(values)) throw damaged();
  return {
    name: entityKey(name),
    values: values as UnsentRecord['values'],
    edits: edits.map((edit: unknown) => {
      if (!isObject(edit) || typeof edit['update'] !== 'string') throw damaged();
      return { at: momentOf(edit['at']), update: updateIn(edit['update']) };
    }),
  };
}

/** A Yjs update that Yjs can read. */
function updateIn(text: string): Uint8Array {
  let update: Uint8Array;
  try {
    update = fromBase64(text);
  } catch {
    throw damaged();
  }
  const scan = scanUpdate(update, { ...scanLimits, bytes: Number.MAX_SAFE_INTEGER });
  if (scan.type === 'malformed') throw damaged();
  return update;
}

function momentOf(text: unknown): number {
  const at = typeof text === 'string' ? Date.parse(text) : NaN;
  if (!Number.isFinite(at)) throw damaged();
  return at;
}

/** Over the content as JSON without spaces, its names in the order of the file. */
const sumOf = (content: object): Promise<string> => sha256(new TextEncoder().encode(JSON.stringify(content)));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadUnsentFile(text.includes(format) ? 'damaged' : 'not-one');
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const damaged = (): BadUnsentFile => new BadUnsentFile('damaged');
