/**
 * Makes the updates of somebody who writes a paper: letters one by one and, of every five updates, about one that takes the
 * last one back. Runs are as long as in the first 40,000 keystrokes of the trace that `trace` types (81 % letters in runs of 47
 * on average, 19 % deletions in runs of 11); what is left out is that the writer's place moves now and then. Written by hand so
 * that the load costs less than what it measures.
 */
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import type { Random } from '../../shared/lib/random.ts';
import type { Source } from './source.ts';

const stringInRoot = 0x04;
const stringWithOrigin = 0x84;
const stringWithBoth = 0xc4;
const letters = 'the quick brown fox jumps over the lazy dog ';
/** How many letters, and how many deletions, come behind each other on average. */
const lettersInRun = 47;
const deletionsInRun = 11;

interface Letter {
  readonly clock: number;
  readonly letter: string;
  /** What stands behind it in the list, deleted or not. */
  next: number | undefined;
}

export class PaperTypist implements Source {
  readonly client: number;
  clock = 0;
  onlyDeletes: number | undefined;
  readonly #root: string;
  readonly #random: Random;
  /** The letters that stand there. */
  readonly #text: Letter[] = [];
  #takesBack = false;

  constructor(client: number, root: string, random: Random) {
    this.client = client;
    this.#root = root;
    this.#random = random;
  }

  get left(): string {
    return this.#text.map(({ letter }) => letter).join('');
  }

  next(): Uint8Array {
    if (this.#random() < 1 / (this.#takesBack ? deletionsInRun : lettersInRun))
      this.#takesBack = !this.#takesBack;
    if (this.#text.length < 2) this.#takesBack = false;
    return this.#takesBack ? this.#delete() : this.#type();
  }

  #delete(): Uint8Array {
    const last = this.#text.pop();
    this.onlyDeletes = last?.clock ?? 0;
    const encoder = createEncoder();
    for (const number of [0, 1, this.client, 1, this.onlyDeletes, 1]) writeVarUint(encoder, number);
    return toUint8Array(encoder);
  }

  #type(): Uint8Array {
    this.onlyDeletes = undefined;
    const last = this.#text.at(-1);
    const encoder = createEncoder();
    for (const number of [1, 1, this.client, this.clock]) writeVarUint(encoder, number);
    if (last) {
      writeUint8(encoder, last.next === undefined ? stringWithOrigin : stringWithBoth);
      for (const clock of last.next === undefined ? [last.clock] : [last.clock, last.next])
        for (const number of [this.client, clock]) writeVarUint(encoder, number);
    } else {
      writeUint8(encoder, stringInRoot);
      writeVarUint(encoder, 1);
      writeVarString(encoder, this.#root);
    }
    const letter = letters[this.clock % letters.length] ?? ' ';
    writeVarString(encoder, letter);
    writeVarUint(encoder, 0);
    this.#text.push({ clock: this.clock, letter, next: last?.next });
    if (last) last.next = this.clock;
    this.clock++;
    return toUint8Array(encoder);
  }
}
