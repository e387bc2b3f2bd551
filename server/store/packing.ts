/**
 * How a snapshot lies on disk: as it is, or deflated where that pays. What comes out is the same V1 update that
 * went in. The figures behind it are in docs/decisions/0001-snapshots-at-rest.md.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** As stored in the column `packing`. */
const packings = { plain: 0, deflated: 1 } as const;

export interface Packed {
  readonly packing: number;
  readonly bytes: Uint8Array;
}

/** Below this, what is saved is less than the record around it costs, and inflating slows down every page. */
const worthTrying = 2048;

export function pack(state: Uint8Array): Packed {
  if (state.length < worthTrying) return { packing: packings.plain, bytes: state };
  const deflated = deflateRawSync(state, { level: 6 });
  return deflated.length <= state.length * 0.75
    ? { packing: packings.deflated, bytes: deflated }
    : { packing: packings.plain, bytes: state };
}

/** @throws when the bytes were not made by `pack`; callers have compared the checksum before. */
export const unpack = ({ packing, bytes }: Packed): Uint8Array =>
  packing === packings.deflated ? new Uint8Array(inflateRawSync(bytes)) : bytes;
