/**
 * A frame: `channel varUint, kind varUint, payload`. Channel 0 carries Solder's own messages, any other a
 * document. Decoding looks at views of the bytes that came in and copies nothing.
 */
import { toUint8Array, createEncoder, writeVarUint, type Encoder } from 'lib0/encoding';
import { assert } from '../lib/assert.ts';
import type { ByteReader } from './byte-reader.ts';
import { headed } from './headed.ts';
import { documentKind } from './kinds.ts';

/** A kind that this version does not know. A replica ignores it, the relay answers with the error `unknown-kind`. */
export interface Unknown {
  readonly type: 'unknown';
  readonly channel: number;
  readonly kind: number;
}

export interface FrameHead {
  readonly channel: number;
  readonly kind: number;
}

export function readHead(reader: ByteReader): FrameHead {
  const channel = reader.uint();
  return { channel, kind: reader.uint() };
}

/** A frame of channel 0. */
export function frameMessage(kind: number, write: (encoder: Encoder) => void): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder();
  writeVarUint(encoder, 0);
  writeVarUint(encoder, kind);
  write(encoder);
  return toUint8Array(encoder);
}

/** A frame of a document's channel around a y-websocket message. */
export function encodeDocumentFrame(channel: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  assert(Number.isSafeInteger(channel) && channel > 0, 'a document channel is a whole number above 0');
  return headed([channel, documentKind], payload);
}
