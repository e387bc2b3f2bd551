/**
 * A file of unsent edits, read and checked (rules EXPORT-3 and EXPORT-4). Fetched when somebody takes one in, and not with the page: saving one is what must
 * be possible at any moment.
 */
import { fromBase64 } from 'lib0/buffer';
import { entityKey, parseEntityKey } from '../../shared/lib/ids.ts';
import { scanLimits } from '../../shared/protocol/scan.ts';
import { scanUpdate } from '../../shared/protocol/scan-update.ts';
import {
  BadUnsentFile,
  format,
  formatVersion,
  sumOf,
  type UnsentContent,
  type UnsentRecord,
} from './unsent-file.ts';

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
