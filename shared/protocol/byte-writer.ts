/**
 * Writes lib0's encoding into one buffer that grows by doubling: for page bodies, where thousands of texts and chunks
 * go into one message and lib0's list of buffers is copied twice. Small messages use lib0 itself.
 */
import { assert } from '../lib/assert.ts';

const utf8 = new TextEncoder();
/** A UTF-16 unit takes at most this many bytes in UTF-8. */
const bytesPerUnit = 3;
const longestUint = 8;

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #pos = 0;

  constructor(expected = 256) {
    this.#bytes = new Uint8Array(expected);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#pos++] = value;
  }

  /** A whole number from 0 to 2^53 - 1. */
  uint(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'a number on the wire is whole and not negative');
    this.#reserve(longestUint);
    this.#pos = put(this.#bytes, this.#pos, value);
  }

  text(text: string): void {
    const most = text.length * bytesPerUnit;
    this.#reserve(longestUint + most);
    // Most texts are ASCII, so that the length's own size is nearly always guessed right.
    const guess = sizeOf(text.length);
    const start = this.#pos + guess;
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(start, start + most));
    const size = sizeOf(written);
    if (size !== guess) this.#bytes.copyWithin(this.#pos + size, start, start + written);
    put(this.#bytes, this.#pos, written);
    this.#pos += size + written;
  }

  /** Length and bytes. */
  sized(bytes: Uint8Array): void {
    this.uint(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#pos);
    this.#pos += bytes.length;
  }

  /** What was written, as a view: nothing may be written afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#pos);
  }

  #reserve(more: number): void {
    const needed = this.#pos + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = grown;
  }
}

function sizeOf(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** @returns the position after it. */
function put(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let pos = at;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[pos++] = (rest % 128) + 128;
  bytes[pos++] = rest;
  return pos;
}
