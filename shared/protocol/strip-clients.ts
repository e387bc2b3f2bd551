/**
 * Takes the structs of some clients out of an update and keeps all else, deletions included. An honest replica
 * passes on in sync step 2 what it once heard from others; the relay has that already and takes from a replica only
 * what it may vouch for.
 *
 * Done on the bytes, by the sections that a scan found: nothing is decoded a second time.
 */
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import type { Scan } from './scan.ts';

/**
 * `scan` must be the scan of this very `update`. Answers `update` itself when nothing is foreign. A kept struct
 * that refers to one that was taken out stays pending in Yjs until that one is there, as with any missing update.
 */
export function stripClients(
  update: Uint8Array,
  scan: Scan,
  isForeign: (client: number) => boolean,
): Uint8Array {
  const kept = scan.clients.filter(({ client }) => !isForeign(client));
  if (kept.length === scan.clients.length) return update;
  const encoder = createEncoder();
  writeVarUint(encoder, kept.length);
  for (const { begin, end } of kept) writeUint8Array(encoder, update.subarray(begin, end));
  writeUint8Array(encoder, update.subarray(scan.deletesAt));
  return toUint8Array(encoder);
}

/** Clocks of one client, `[from, to)`. */
interface Range {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** The update with these deletions in place of its own, which begin at `deletesAt`. */
export function withDeletions(update: Uint8Array, deletesAt: number, ranges: readonly Range[]): Uint8Array {
  const byClient = new Map<number, Range[]>();
  for (const range of ranges) {
    const known = byClient.get(range.client);
    if (known) known.push(range);
    else byClient.set(range.client, [range]);
  }
  const encoder = createEncoder();
  writeUint8Array(encoder, update.subarray(0, deletesAt));
  writeVarUint(encoder, byClient.size);
  for (const [client, own] of byClient) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, own.length);
    for (const { from, to } of own) {
      writeVarUint(encoder, from);
      writeVarUint(encoder, to - from);
    }
  }
  return toUint8Array(encoder);
}
