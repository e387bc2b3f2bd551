/**
 * A y-websocket message of a room, encoded once for all who get it: as it stands for plain sockets, as a frame of
 * the room's channel for the others.
 */
import { encodeDocumentFrame } from '../../shared/protocol/frame.ts';

export class RoomMessage {
  readonly payload: Uint8Array;
  readonly #channel: number;
  #frame: Uint8Array | undefined;

  constructor(channel: number, payload: Uint8Array) {
    this.#channel = channel;
    this.payload = payload;
  }

  get frame(): Uint8Array {
    return (this.#frame ??= encodeDocumentFrame(this.#channel, this.payload));
  }
}
