/**
 * Makes the updates of somebody who sets one field again and again: what `openEntity` makes of it, written by hand so that the
 * load costs less than what it measures. Each deletes the entry that stood there and appends one. A relay judges, logs and
 * tells every one of them for itself (rule ROOM-16).
 */
import {
  createEncoder,
  toUint8Array,
  writeAny,
  writeUint8,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import { randomInt, type Random } from '../../shared/lib/random.ts';
import type { StampClock } from '../../shared/lib/stamp.ts';
import { registersRoot } from '../../shared/schema/stored-name.ts';
import type { Source } from './source.ts';

const anyWithOrigin = 0x88;
const anyInRoot = 8;

export interface FieldSetting {
  readonly client: number;
  readonly field: string;
  readonly author: string;
  readonly clock: StampClock;
  readonly random: Random;
}

export class FieldSetter implements Source {
  readonly client: number;
  readonly onlyDeletes = undefined;
  clock = 0;
  readonly #setting: FieldSetting;
  #entry: (string | number)[] = [];

  constructor(setting: FieldSetting) {
    this.client = setting.client;
    this.#setting = setting;
  }

  get left(): string {
    return this.#entry.length > 0 ? JSON.stringify([this.#entry]) : '';
  }

  next(): Uint8Array {
    const { client, field, author, clock, random } = this.#setting;
    const before = this.clock;
    const [, , stamp] = this.#entry;
    this.#entry = [
      field,
      `value ${randomInt(random, 1, 1_000)}`,
      clock.next(typeof stamp === 'number' ? [stamp] : []),
      author,
    ];
    const encoder = createEncoder();
    for (const number of [1, 1, client, before]) writeVarUint(encoder, number);
    if (before === 0) {
      writeUint8(encoder, anyInRoot);
      writeVarUint(encoder, 1);
      writeVarString(encoder, registersRoot);
    } else {
      writeUint8(encoder, anyWithOrigin);
      writeVarUint(encoder, client);
      writeVarUint(encoder, before - 1);
    }
    writeVarUint(encoder, 1);
    writeAny(encoder, this.#entry);
    if (before === 0) writeVarUint(encoder, 0);
    else for (const number of [1, client, 1, before - 1, 1]) writeVarUint(encoder, number);
    this.clock = before + 1;
    return toUint8Array(encoder);
  }
}
