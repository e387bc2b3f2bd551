/**
 * Reads lib0's encoding from bytes that nobody vouches for. What cannot be read is an `Unreadable`, thrown inside
 * this folder and turned into a `Malformed` result by `reading`; callers outside never see it. Nothing is
 * allocated by a number that was read: a count is believed only as far as the bytes that are left could hold it.
 *
 * Stricter than lib0 where lib0 would guess: a number above 2^53 - 1 or padded beyond eight bytes, a text that is
 * not UTF-8 and a flag other than 0 or 1 are refused.
 */
import { malformed, type Malformed, type MalformedReason } from './malformed.ts';

export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly reason: MalformedReason;

  constructor(reason: MalformedReason) {
    super(reason);
    this.reason = reason;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Texts up to this long are put together by hand: calling the decoder costs more than the text. */
const shortText = 24;

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  get left(): number {
    return this.end - this.pos;
  }

  byte(): number {
    if (this.pos >= this.end) throw new Unreadable('truncated');
    return this.bytes[this.pos++] as number;
  }

  /** A whole number from 0 to 2^53 - 1. */
  uint(): number {
    const first = this.byte();
    if (first < 128) return first;
    let value = first & 127;
    let scale = 128;
    for (let i = 1; i < 8; i++) {
      const next = this.byte();
      value += (next & 127) * scale;
      if (next < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw new Unreadable('number');
        return value;
      }
      scale *= 128;
    }
    throw new Unreadable('number');
  }

  /** How many things follow, each of which takes at least `least` bytes. */
  count(least: number): number {
    const count = this.uint();
    if (count > this.left / least) throw new Unreadable('count');
    return count;
  }

  /** A length in bytes that are all there. */
  length(): number {
    const length = this.uint();
    if (length > this.left) throw new Unreadable('truncated');
    return length;
  }

  /** A view of the next bytes, not a copy. */
  view(): Uint8Array {
    const length = this.length();
    this.pos += length;
    return this.bytes.subarray(this.pos - length, this.pos);
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    const rest = this.bytes.subarray(this.pos, this.end);
    this.pos = this.end;
    return rest;
  }

  text(): string {
    const length = this.length();
    const start = this.pos;
    this.pos += length;
    if (length <= shortText) {
      let text = '';
      let at = start;
      for (; at < this.pos; at++) {
        const code = this.bytes[at] as number;
        if (code > 127) break;
        text += String.fromCharCode(code);
      }
      if (at === this.pos) return text;
    }
    try {
      return utf8.decode(this.bytes.subarray(start, this.pos));
    } catch {
      throw new Unreadable('text');
    }
  }

  /** 0 or 1. */
  flag(): boolean {
    const byte = this.byte();
    if (byte > 1) throw new Unreadable('flag');
    return byte === 1;
  }

  /** A finite double, big-endian as lib0 writes it. */
  finite(): number {
    if (this.left < 8) throw new Unreadable('truncated');
    const value = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.pos, 8).getFloat64(0);
    this.pos += 8;
    if (!Number.isFinite(value)) throw new Unreadable('number');
    return value;
  }

  /** A list whose elements take at least `least` bytes each. */
  list<T>(least: number, read: (reader: ByteReader) => T): T[] {
    const count = this.count(least);
    const list: T[] = [];
    for (let i = 0; i < count; i++) list.push(read(this));
    return list;
  }

  /** Nothing may follow. */
  finish(): void {
    if (this.pos !== this.end) throw new Unreadable('trailing');
  }
}

/** Runs a reading of untrusted bytes; what is unreadable comes back as a value. */
export function reading<T>(read: () => T): T | Malformed {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return malformed(error.reason);
    throw error;
  }
}
