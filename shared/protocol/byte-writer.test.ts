import * as fc from 'fast-check';
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { runs } from './testing/runs.ts';

const anything = fc.array(
  fc.oneof(
    fc.maxSafeNat(),
    fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 53 - 1),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('é'.repeat(64), 'é'.repeat(63), '電'.repeat(5_500), '🔋'.repeat(32), '\ud83d'),
    fc.uint8Array({ maxLength: 300 }),
  ),
);

it('WIRE-3: large bodies are written byte for byte as lib0 writes them, and read again', () => {
  fc.assert(
    fc.property(anything, (values) => {
      const encoder = createEncoder();
      const writer = new ByteWriter(4);
      for (const value of values) {
        if (typeof value === 'number') {
          writeVarUint(encoder, value);
          writer.uint(value);
        } else if (typeof value === 'string') {
          writeVarString(encoder, value);
          writer.text(value);
        } else {
          writeVarUint8Array(encoder, value);
          writer.sized(value);
        }
      }
      const bytes = writer.finish();
      expect(Buffer.from(bytes).equals(toUint8Array(encoder))).toBe(true);
      const reader = new ByteReader(bytes);
      for (const value of values) {
        if (typeof value === 'number') expect(reader.uint()).toBe(value);
        else if (typeof value === 'string') expect(reader.text()).toBe(value.toWellFormed());
        else expect(reader.view()).toEqual(value);
      }
      expect(reader.left).toBe(0);
    }),
    { numRuns: runs(300) },
  );
});

it('WIRE-3: a number that the wire cannot carry is a bug of the writer', () => {
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53])
    expect(() => new ByteWriter().uint(value)).toThrow(/whole/);
});
