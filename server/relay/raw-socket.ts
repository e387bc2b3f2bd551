/**
 * The TCP socket under a `ws` WebSocket. `ws` has no public way to it; what is done with it (several frames in one
 * write, counting bytes before login) is left out where it is not there, as with a stand-in in tests.
 */
import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

export function rawSocket(socket: WebSocket): Duplex | undefined {
  const raw: unknown = Reflect.get(socket, '_socket');
  return raw instanceof Duplex ? raw : undefined;
}

/** A message's bytes, whatever `ws` handed them out as. */
export function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return Array.isArray(data) ? Buffer.concat(data) : data;
}
