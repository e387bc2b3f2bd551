/** Writing of what `ByteReader` reads. Our own values are asserted: a wrong number is a bug here, not a bad peer. */
import { writeFloat64, writeUint8, writeVarString, writeVarUint, type Encoder } from 'lib0/encoding';
import { assert } from '../lib/assert.ts';

export function writeUint(encoder: Encoder, value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, 'a number on the wire is whole and not negative');
  writeVarUint(encoder, value);
}

export function writeFinite(encoder: Encoder, value: number): void {
  assert(Number.isFinite(value), 'a number on the wire is finite');
  writeFloat64(encoder, value);
}

export const writeFlag = (encoder: Encoder, value: boolean): void => writeUint8(encoder, value ? 1 : 0);

export function writeList<T>(
  encoder: Encoder,
  list: readonly T[],
  write: (encoder: Encoder, element: T) => void,
): void {
  writeVarUint(encoder, list.length);
  for (const element of list) write(encoder, element);
}

export const writeTexts = (encoder: Encoder, texts: readonly string[]): void =>
  writeList(encoder, texts, writeVarString);
