/** Walks over one of lib0's any values without making it. */
import { Unreadable, type ByteReader } from './byte-reader.ts';
import { contents } from './scan.ts';
import { utf16Length } from './utf16-length.ts';

/** Walks over a text. @returns its length in UTF-16 units. @throws Unreadable */
export function skipText(reader: ByteReader): number {
  const length = reader.length();
  const start = reader.pos;
  reader.pos = start + length;
  const units = utf16Length(reader.bytes, start, reader.pos);
  if (units < 0) throw new Unreadable('text');
  return units;
}

/** @returns the bits of `contents` that were in it. @throws Unreadable, also when it nests deeper than `depth`. */
export function skipAny(reader: ByteReader, depth: number): number {
  switch (reader.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return 0;
    case 125:
      skipInt(reader);
      return 0;
    case 124:
      // All exponent bits set means not finite.
      return isNotFinite(reader, 4) ? contents.notFinite : 0;
    case 123:
      return isNotFinite(reader, 8) ? contents.notFinite : 0;
    case 122:
      skipBytes(reader, 8);
      return contents.bigint;
    case 119:
      skipText(reader);
      return 0;
    case 118:
      return skipObject(reader, depth);
    case 117: {
      if (depth === 0) throw new Unreadable('depth');
      let found = 0;
      const count = reader.count(1);
      for (let i = 0; i < count; i++) found |= skipAny(reader, depth - 1);
      return found;
    }
    case 116:
      skipBytes(reader, reader.length());
      return contents.bytes;
    default:
      throw new Unreadable('value');
  }
}

/** What follows the tag of an object. */
export function skipObject(reader: ByteReader, depth: number): number {
  if (depth === 0) throw new Unreadable('depth');
  let found = 0;
  const count = reader.count(2);
  for (let i = 0; i < count; i++) {
    const start = reader.pos;
    // One byte of length, nine of name.
    if (skipText(reader) === 9 && reader.pos - start === 10 && isPrototypeKey(reader.bytes, start + 1))
      found |= contents.prototypeKey;
    found |= skipAny(reader, depth - 1);
  }
  return found;
}

export function skipBytes(reader: ByteReader, count: number): void {
  if (count > reader.left) throw new Unreadable('truncated');
  reader.pos += count;
}

/** lib0's signed form: six bits and the sign in the first byte, then seven in each. */
function skipInt(reader: ByteReader): void {
  const first = reader.byte();
  if (first < 128) return;
  let value = first & 63;
  let scale = 64;
  for (let i = 1; i < 8; i++) {
    const next = reader.byte();
    value += (next & 127) * scale;
    if (value > Number.MAX_SAFE_INTEGER) break;
    if (next < 128) return;
    scale *= 128;
  }
  throw new Unreadable('number');
}

function isNotFinite(reader: ByteReader, size: 4 | 8): boolean {
  const start = reader.pos;
  skipBytes(reader, size);
  const first = reader.bytes[start] as number;
  const second = reader.bytes[start + 1] as number;
  const exponent = size === 4 ? 0x80 : 0xf0;
  return (first & 0x7f) === 0x7f && (second & exponent) === exponent;
}

const prototypeKey = new TextEncoder().encode('__proto__');

function isPrototypeKey(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < prototypeKey.length; i++) if (bytes[at + i] !== prototypeKey[i]) return false;
  return true;
}
