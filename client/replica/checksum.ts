/**
 * CRC-32 (IEEE) over several pieces. Of 728 single-bit flips of a small update 352 were accepted by Yjs with other
 * content, so stored bytes are compared with their sum before anything is made of them.
 */
const table = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let sum = n;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  table[n] = sum;
}

export function checksum(pieces: readonly Uint8Array[]): number {
  let sum = 0xffffffff;
  for (const piece of pieces) {
    for (let i = 0; i < piece.length; i++) {
      sum = (table[(sum ^ (piece[i] as number)) & 0xff] as number) ^ (sum >>> 8);
    }
  }
  return (sum ^ 0xffffffff) >>> 0;
}
