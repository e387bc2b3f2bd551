/**
 * Makes the updates of somebody who types into a text and now and then deletes what they typed: real Yjs updates of
 * 25 to 75 bytes, written by hand so that the load costs less than what it measures.
 */
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import { randomInt, type Random } from '../../shared/lib/random.ts';
import type { Source } from './source.ts';

const stringWithOrigin = 0x84;
const stringInRoot = 4;
/** Texts stay far below what a field may hold. */
const deleteEvery = 40;

export class Typist implements Source {
  readonly onlyDeletes = undefined;
  readonly client: number;
  readonly #root: string;
  readonly #random: Random;
  /** The clock after the newest update. */
  clock = 0;
  #deletedTo = 0;
  #made = 0;
  left = '';

  constructor(client: number, root: string, random: Random) {
    this.client = client;
    this.#root = root;
    this.#random = random;
  }

  next(): Uint8Array {
    const text = 'typing on the bench while it runs'.slice(0, randomInt(this.#random, 3, 30));
    const encoder = createEncoder();
    for (const number of [1, 1, this.client, this.clock]) writeVarUint(encoder, number);
    if (this.clock === 0) {
      writeUint8(encoder, stringInRoot);
      writeVarUint(encoder, 1);
      writeVarString(encoder, this.#root);
    } else {
      writeUint8(encoder, stringWithOrigin);
      writeVarUint(encoder, this.client);
      writeVarUint(encoder, this.clock - 1);
    }
    writeVarString(encoder, text);
    this.#made++;
    const before = this.clock;
    this.clock += text.length;
    if (this.#made % deleteEvery === 0) {
      for (const number of [1, this.client, 1, this.#deletedTo, before - this.#deletedTo])
        writeVarUint(encoder, number);
      this.#deletedTo = before;
      this.left = text;
    } else {
      writeVarUint(encoder, 0);
      this.left += text;
    }
    return toUint8Array(encoder);
  }
}
