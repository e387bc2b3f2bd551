/**
 * The payload of a document's channel, which is also the whole message at the plain y-websocket URL, read without
 * applying it. y-protocols' own reader applies while it reads and only logs what goes wrong (fault fact 7); the
 * relay has to look first.
 *
 * varUint 0 sync: varUint 0 step 1 (state vector), 1 step 2 (update), 2 update, then a varUint8Array.
 * varUint 1 awareness: a varUint8Array. 2 auth: what follows is for the client only. 3 query awareness: empty.
 */
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import { headed } from './headed.ts';
import type { Malformed } from './malformed.ts';

export type YMessage =
  | { readonly type: 'sync-step-1'; readonly stateVector: Uint8Array }
  | { readonly type: 'sync-step-2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'query-awareness' }
  | { readonly type: 'auth' }
  /** A message number that y-websocket did not have when this was written; to be ignored. */
  | { readonly type: 'unknown'; readonly kind: number };

const messages = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const;
const steps = { step1: 0, step2: 1, update: 2 } as const;

/** Never throws. State vectors and updates are views into `payload`, with their own contents not looked at. */
export function readYMessage(payload: Uint8Array): YMessage | Malformed {
  return reading((): YMessage => {
    const reader = new ByteReader(payload);
    const message = readMessage(reader);
    if (message.type !== 'auth' && message.type !== 'unknown') reader.finish();
    return message;
  });
}

function readMessage(reader: ByteReader): YMessage {
  const kind = reader.uint();
  switch (kind) {
    case messages.sync:
      return readSync(reader);
    case messages.awareness:
      return { type: 'awareness', update: reader.view() };
    case messages.auth:
      return { type: 'auth' };
    case messages.queryAwareness:
      return { type: 'query-awareness' };
    default:
      return { type: 'unknown', kind };
  }
}

function readSync(reader: ByteReader): YMessage {
  switch (reader.uint()) {
    case steps.step1:
      return { type: 'sync-step-1', stateVector: reader.view() };
    case steps.step2:
      return { type: 'sync-step-2', update: reader.view() };
    case steps.update:
      return { type: 'update', update: reader.view() };
    default:
      throw new Unreadable('value');
  }
}

export const writeStep1 = (stateVector: Uint8Array): Uint8Array<ArrayBuffer> =>
  headed([messages.sync, steps.step1, stateVector.length], stateVector);

export const writeStep2 = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  headed([messages.sync, steps.step2, update.length], update);

export const writeUpdate = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  headed([messages.sync, steps.update, update.length], update);

export const writeAwareness = (update: Uint8Array): Uint8Array<ArrayBuffer> =>
  headed([messages.awareness, update.length], update);

/** The stock client's question for everybody's presence. */
export const queryAwareness: Uint8Array<ArrayBuffer> = new Uint8Array([messages.queryAwareness]);
