/** A Yjs state vector as it comes in sync step 1: for each client id the clock up to which the sender has everything. */
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import type { Malformed } from './malformed.ts';

export interface StateVector {
  readonly type: 'state-vector';
  readonly clocks: ReadonlyMap<number, number>;
}

/** Never throws. A client that is named twice is refused: Yjs would silently take the last. */
export function readStateVector(bytes: Uint8Array): StateVector | Malformed {
  return reading((): StateVector => {
    const reader = new ByteReader(bytes);
    const clocks = new Map<number, number>();
    const count = reader.count(2);
    for (let i = 0; i < count; i++) {
      const client = reader.uint();
      if (clocks.has(client)) throw new Unreadable('struct');
      clocks.set(client, reader.uint());
    }
    reader.finish();
    return { type: 'state-vector', clocks };
  });
}
