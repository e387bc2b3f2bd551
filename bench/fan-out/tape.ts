/** Updates in the order in which they came, kept without an object for each: a load must not spend its time on garbage. */
const chunkBytes = 2 ** 20;

export class Tape {
  readonly #chunks: Uint8Array[] = [];
  readonly #ends: number[] = [];
  #used = chunkBytes;

  add(update: Uint8Array): void {
    if (this.#used + update.length > chunkBytes) {
      this.#chunks.push(new Uint8Array(Math.max(chunkBytes, update.length)));
      this.#used = 0;
      this.#ends.push(0);
    }
    this.#chunks.at(-1)?.set(update, this.#used);
    this.#used += update.length;
    this.#ends.push(this.#used);
  }

  /** A chunk's own ends begin with the 0 of its start. */
  *[Symbol.iterator](): Generator<Uint8Array> {
    let chunk = -1;
    let from = 0;
    for (const end of this.#ends) {
      if (end === 0) chunk++;
      else yield (this.#chunks[chunk] as Uint8Array).subarray(from, end);
      from = end;
    }
  }
}
