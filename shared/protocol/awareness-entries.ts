/**
 * An awareness update as a bounded list, so that the relay can see whose presence it claims before anybody applies
 * it: one spoofed entry at the highest clock locks its victim's presence, one frame can make 50,000 states (fault
 * fact 18). States stay JSON text; nothing here knows what they mean.
 */
import { createEncoder, toUint8Array, writeVarString } from 'lib0/encoding';
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import { parseJson } from './json-text.ts';
import type { Malformed } from './malformed.ts';
import { writeList, writeUint } from './write.ts';

export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** JSON of an object, or `null` when that client left. */
  readonly state: string;
}

export interface AwarenessLimits {
  readonly entries: number;
  /** Bytes of one state. */
  readonly stateBytes: number;
  /** Clocks above this are a spoof: the honest clock of a session counts its changes. */
  readonly clock: number;
  readonly depth: number;
}

export const awarenessLimits: AwarenessLimits = {
  entries: 256,
  stateBytes: 4_096,
  clock: 2 ** 31,
  depth: 16,
};

export interface AwarenessEntries {
  readonly type: 'awareness';
  readonly entries: readonly AwarenessEntry[];
}

/** Never throws. A client that is named twice is refused. */
export function readAwareness(
  update: Uint8Array,
  limits: AwarenessLimits = awarenessLimits,
): AwarenessEntries | Malformed {
  return reading((): AwarenessEntries => {
    const reader = new ByteReader(update);
    const count = reader.count(3);
    if (count > limits.entries) throw new Unreadable('limit');
    const entries = new Map<number, AwarenessEntry>();
    for (let i = 0; i < count; i++) {
      const entry = readEntry(reader, limits);
      if (entries.has(entry.client)) throw new Unreadable('struct');
      entries.set(entry.client, entry);
    }
    reader.finish();
    return { type: 'awareness', entries: [...entries.values()] };
  });
}

function readEntry(reader: ByteReader, limits: AwarenessLimits): AwarenessEntry {
  const client = reader.uint();
  const clock = reader.uint();
  if (clock > limits.clock) throw new Unreadable('limit');
  const before = reader.pos;
  const state = reader.text();
  if (reader.pos - before > limits.stateBytes) throw new Unreadable('limit');
  const value = parseJson(state, limits.depth);
  // Yjs takes any JSON; every reader of presence expects an object or nothing.
  if (typeof value !== 'object' || Array.isArray(value)) throw new Unreadable('value');
  return { client, clock, state: value === null ? 'null' : state };
}

export function writeAwarenessEntries(entries: readonly AwarenessEntry[]): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder();
  writeList(encoder, entries, (to, { client, clock, state }) => {
    writeUint(to, client);
    writeUint(to, clock);
    writeVarString(to, state);
  });
  return toUint8Array(encoder);
}
