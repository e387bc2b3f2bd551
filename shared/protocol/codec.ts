/**
 * Messages to frames and back. Decoding takes any bytes: it never throws and never hangs, and what it allocates is
 * bounded by the bytes it was given (rules WIRE-3, WIRE-4). Payloads and page bodies are views into the bytes that
 * were handed in, not copies.
 */
import { ByteReader, reading } from './byte-reader.ts';
import { frameMessage, readHead, type Unknown } from './frame.ts';
import { documentKind, downKinds, upKinds } from './kinds.ts';
import { readDown, writeDown } from './down.ts';
import type { Malformed } from './malformed.ts';
import type { Down, FrameOf, Up } from './messages.ts';
import { readUp, writeUp } from './up.ts';

export type Decoded<M> = FrameOf<M> | Unknown | Malformed;

export const encodeUp = (message: Up): Uint8Array<ArrayBuffer> =>
  frameMessage(upKinds[message.type], (encoder) => writeUp(encoder, message));

export const encodeDown = (message: Down): Uint8Array<ArrayBuffer> =>
  frameMessage(downKinds[message.type], (encoder) => writeDown(encoder, message));

export const decodeUp = (bytes: Uint8Array): Decoded<Up> => decode(bytes, readUp);

export const decodeDown = (bytes: Uint8Array): Decoded<Down> => decode(bytes, readDown);

function decode<M>(
  bytes: Uint8Array,
  readMessage: (reader: ByteReader, kind: number) => M | undefined,
): Decoded<M> {
  return reading((): Decoded<M> => {
    const reader = new ByteReader(bytes);
    const { channel, kind } = readHead(reader);
    if (channel !== 0) {
      if (kind !== documentKind) return { type: 'unknown', channel, kind };
      return { type: 'document', channel, payload: reader.rest() };
    }
    const message = readMessage(reader, kind);
    if (message === undefined) return { type: 'unknown', channel, kind };
    reader.finish();
    return { type: 'message', channel: 0, message };
  });
}
