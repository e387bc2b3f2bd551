/**
 * How long UTF-8 bytes are as a JavaScript string, without making the string: Yjs counts its clock in UTF-16
 * units, so that a scan has to know, for every insertion.
 */

/** UTF-16 units of `bytes[from, to)`, or -1 when they are not UTF-8: cut short, overlong, a surrogate, above U+10FFFF. */
export function utf16Length(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  let at = from;
  while (at < to) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at++;
      units++;
      continue;
    }
    const size = sequenceLength(bytes, at, to, lead);
    if (size === 0) return -1;
    at += size;
    units += size === 4 ? 2 : 1;
  }
  return units;
}

/** Bytes of the sequence that begins at `at`; 0 when it is none. The first continuation byte rules out what is overlong or a surrogate. */
function sequenceLength(bytes: Uint8Array, at: number, to: number, lead: number): number {
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > to) return 0;
  const second = bytes[at + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < size; i++) {
    if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  }
  return size;
}
