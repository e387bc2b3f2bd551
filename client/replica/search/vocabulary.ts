/**
 * All terms of the shop, each once, searchable by any part of them: they lie in a few long texts, which the engine's own
 * `indexOf` goes through at memory speed. A hundred thousand terms are about a megabyte.
 */

/** How much of a term was typed. */
export const fits = { whole: 0, prefix: 1, inside: 2 } as const;
export type Fit = (typeof fits)[keyof typeof fits];

interface Segment {
  /** The terms, each between two line ends. */
  readonly text: string;
  /** Where each begins in `text`. */
  readonly starts: Uint32Array;
  /** The number of the first one. */
  readonly first: number;
}

/** Terms that are not yet in a segment are looked at one by one: few enough for that to cost nothing. */
const segmentSize = 2_048;

export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  readonly #segments: Segment[] = [];
  #open: string[] = [];

  get size(): number {
    return this.#numbers.size;
  }

  /** The term's number, from 0 on; a new one where it is new. */
  number(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(term, number);
    this.#open.push(term);
    if (this.#open.length === segmentSize) this.#seal();
    return number;
  }

  known(term: string): number | undefined {
    return this.#numbers.get(term);
  }

  /** Calls back with every term that contains `part`, each once. */
  containing(part: string, found: (term: number, fit: Fit) => void): void {
    for (const segment of this.#segments) searchIn(segment, part, found);
    const first = this.#numbers.size - this.#open.length;
    for (const [index, term] of this.#open.entries()) {
      const at = term.indexOf(part);
      if (at >= 0) found(first + index, at > 0 ? fits.inside : term === part ? fits.whole : fits.prefix);
    }
  }

  #seal(): void {
    const starts = new Uint32Array(this.#open.length + 1);
    let at = 1;
    for (const [index, term] of this.#open.entries()) {
      starts[index] = at;
      at += term.length + 1;
    }
    starts[this.#open.length] = at;
    const first = this.#numbers.size - this.#open.length;
    this.#segments.push({ text: `\n${this.#open.join('\n')}\n`, starts, first });
    this.#open = [];
  }
}

function searchIn(
  { text, starts, first }: Segment,
  part: string,
  found: (term: number, fit: Fit) => void,
): void {
  let index = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, starts[index])) {
    while ((starts[index + 1] as number) <= at) index++;
    const start = starts[index] as number;
    const end = (starts[index + 1] as number) - 1;
    const fit = at > start ? fits.inside : at + part.length === end ? fits.whole : fits.prefix;
    found(first + index, fit);
    index++;
    if (index === starts.length - 1) return;
  }
}
