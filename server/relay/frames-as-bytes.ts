/**
 * WebSocket frames as a server sends them, one behind the other: what is due for a socket leaves in one write of one piece, without
 * a head, an options object and a callback for each on the way. Final, binary, unmasked, uncompressed (RFC 6455, section 5.2).
 */

const finalBinary = 0x82;
/** The longest payload that says its length in the head's second byte, and the longest with two bytes more. */
const short = 125;
const medium = 0xffff;

export function framesAsBytes(payloads: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const { length } of payloads) size += headOf(length) + length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    const { length } = payload;
    bytes[at] = finalBinary;
    if (length <= short) bytes[at + 1] = length;
    else if (length <= medium) {
      bytes[at + 1] = 126;
      bytes.writeUInt16BE(length, at + 2);
    } else {
      bytes[at + 1] = 127;
      bytes.writeBigUInt64BE(BigInt(length), at + 2);
    }
    at += headOf(length);
    bytes.set(payload, at);
    at += length;
  }
  return bytes;
}

const headOf = (length: number): number => (length <= short ? 2 : length <= medium ? 4 : 10);
