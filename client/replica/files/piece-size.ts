/**
 * How large a piece is: so that it takes about two seconds on the line there is. Larger pieces waste less, smaller ones show
 * how far an upload is, and lose less where something in between keeps a whole request to itself.
 */
const smallest = 32 * 2 ** 10;
const largest = 4 * 2 ** 20;
const first = 128 * 2 ** 10;

export class PieceSize {
  #bytes = first;

  /** In bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A whole piece of this size took so many milliseconds. */
  took(ms: number): void {
    if (ms < 1_000) this.#bytes = Math.min(largest, this.#bytes * 2);
    else if (ms > 4_000) this.#bytes = Math.max(smallest, this.#bytes / 2);
  }

  /** A piece did not arrive. */
  failed(): void {
    this.#bytes = Math.max(smallest, this.#bytes / 2);
  }
}
