/**
 * Hocuspocus' messages: the document's name before each, then y-websocket's with kinds of its own. Its "sync status"
 * says that an update was applied, not that it is stored.
 */
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import type { Dialect, Heard } from './dialect.ts';

const kinds = { sync: 0, auth: 2, syncReply: 4, status: 8 } as const;
const steps = { one: 0, two: 1, update: 2 } as const;
/** Within `auth`: a token goes up; what comes down says whether it was taken. */
const token = 0;
const authenticated = 2;

export class HocuspocusDialect implements Dialect {
  readonly url: string;
  readonly stores = false;
  readonly readyAtOnce = false;
  readonly #name: string;
  /** Update-bearing messages before the first of the writer's. */
  #preamble = 0;
  #statuses = 0;

  readonly #view: Uint8Array;

  /** `view` is the state vector of what the writer has. */
  constructor(url: string, name: string, view: Uint8Array = new Uint8Array([0])) {
    this.url = url;
    this.#view = view;
    this.#name = name;
  }

  greet(): readonly Uint8Array[] {
    const encoder = createEncoder();
    writeVarString(encoder, this.#name);
    writeVarUint(encoder, kinds.auth);
    writeVarUint(encoder, token);
    writeVarString(encoder, 'bench');
    return [toUint8Array(encoder)];
  }

  hear(bytes: Uint8Array): Heard {
    const decoder = createDecoder(bytes);
    readVarString(decoder);
    switch (readVarUint(decoder)) {
      case kinds.auth:
        if (readVarUint(decoder) !== authenticated) return { type: 'failed', why: 'it let nobody in' };
        return { type: 'say', frames: [this.ask(this.#view)] };
      case kinds.sync:
      case kinds.syncReply: {
        const step = readVarUint(decoder);
        const body = readVarUint8Array(decoder);
        if (step === steps.update) return { type: 'update', update: body };
        if (step === steps.two) return { type: 'ready', update: body };
        this.#preamble++;
        return { type: 'say', frames: [this.#sync(steps.two, new Uint8Array([0, 0]))] };
      }
      case kinds.status:
        return { type: 'ack', count: ++this.#statuses - this.#preamble };
      default:
        return { type: 'nothing' };
    }
  }

  ask(stateVector: Uint8Array): Uint8Array {
    return this.#sync(steps.one, stateVector);
  }

  frame(update: Uint8Array): Uint8Array {
    return this.#sync(steps.update, update);
  }

  #sync(step: number, body: Uint8Array): Uint8Array {
    const encoder = createEncoder();
    writeVarString(encoder, this.#name);
    writeVarUint(encoder, kinds.sync);
    writeVarUint(encoder, step);
    writeVarUint8Array(encoder, body);
    return toUint8Array(encoder);
  }
}
