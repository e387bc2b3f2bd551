/** What an update deletes, as far as a load asks for it. */
import { createDecoder, readVarUint } from 'lib0/decoding';

/** By client, the clocks that are deleted: beginnings and ends by turns. */
export type Deleted = ReadonlyMap<number, readonly number[]>;

export const noneDeleted: Deleted = new Map();

/** `at` is where the delete set begins. */
export function deletedIn(update: Uint8Array, at: number): Deleted {
  const decoder = createDecoder(update);
  decoder.pos = at;
  const deleted = new Map<number, readonly number[]>();
  for (let clients = readVarUint(decoder); clients > 0; clients--) {
    const client = readVarUint(decoder);
    const ranges: number[] = [];
    for (let count = readVarUint(decoder); count > 0; count--) {
      const from = readVarUint(decoder);
      ranges.push(from, from + readVarUint(decoder));
    }
    deleted.set(client, ranges);
  }
  return deleted;
}

export function isDeleted(deleted: Deleted, client: number, clock: number): boolean {
  const ranges = deleted.get(client);
  if (!ranges) return false;
  for (let i = 0; i < ranges.length; i += 2)
    if ((ranges[i] as number) <= clock && clock < (ranges[i + 1] as number)) return true;
  return false;
}
