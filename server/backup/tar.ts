/**
 * The container of a backup: a POSIX tar, so that `tar tvf` lists one and `tar xf` unpacks it where no Solder is at hand. Only
 * plain files; pure functions over headers of 512 bytes. What a backup holds is said in `manifest.ts`.
 */

/** Everything in a tar is filled up to a multiple of this. */
export const tarBlock = 512;

/** Two empty blocks. */
export const tarEnd: Uint8Array = new Uint8Array(2 * tarBlock);

export interface TarEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** The zeros behind an entry of that size. */
export const tarPadding = (size: number): Uint8Array =>
  new Uint8Array((tarBlock - (size % tarBlock)) % tarBlock);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Sizes from here on do not fit into eleven octal digits, and are written in base 256 as GNU and BSD tar do. */
const mostOctal = 8 ** 11;

/** @throws RangeError for a name that fits into no header: more than 255 bytes, or a part of more than 100. */
export function tarHeader({ name, size }: TarEntry, modified: number): Uint8Array {
  const header = new Uint8Array(tarBlock);
  const { prefix, rest } = splitName(name);
  put(header, 0, rest);
  put(header, 100, octal(0o600, 8));
  put(header, 108, octal(0, 8));
  put(header, 116, octal(0, 8));
  if (size < mostOctal) put(header, 124, octal(size, 12));
  else putBase256(header, 124, 12, size);
  put(header, 136, octal(Math.trunc(modified / 1000), 12));
  put(header, 148, '        ');
  put(header, 156, '0');
  put(header, 257, 'ustar\u000000');
  put(header, 345, prefix);
  put(header, 148, `${checksumOf(header).toString(8).padStart(6, '0')}\0 `);
  return header;
}

export type ReadHeader =
  | { readonly found: 'entry'; readonly entry: TarEntry }
  /** An empty block: the end. */
  | { readonly found: 'end' }
  | { readonly found: 'broken' };

/** What a header says; `broken` when it is none, fails its checksum, or is of something else than a plain file. */
export function readTarHeader(header: Uint8Array): ReadHeader {
  if (header.every((byte) => byte === 0)) return { found: 'end' };
  const sum = Number.parseInt(text(header, 148, 8), 8);
  if (sum !== checksumOf(header) || text(header, 257, 5) !== 'ustar') return { found: 'broken' };
  if (text(header, 156, 1) !== '0') return { found: 'broken' };
  const size = sizeIn(header);
  const prefix = text(header, 345, 155);
  const rest = text(header, 0, 100);
  if (!Number.isSafeInteger(size) || size < 0 || rest === '') return { found: 'broken' };
  return { found: 'entry', entry: { name: prefix ? `${prefix}/${rest}` : rest, size } };
}

function splitName(name: string): { readonly prefix: string; readonly rest: string } {
  if (encoder.encode(name).length <= 100) return { prefix: '', rest: name };
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (encoder.encode(rest).length <= 100 && encoder.encode(prefix).length <= 155) return { prefix, rest };
  }
  throw new RangeError(`"${name}" is too long a name for a backup.`);
}

function sizeIn(header: Uint8Array): number {
  if (((header[124] ?? 0) & 0x80) === 0) return Number.parseInt(text(header, 124, 12), 8);
  let size = 0;
  for (const byte of header.subarray(125, 136)) size = size * 256 + byte;
  return size;
}

function putBase256(header: Uint8Array, at: number, length: number, value: number): void {
  let rest = value;
  for (let index = at + length - 1; index > at; index--) {
    header[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  header[at] = 0x80;
}

/** The sum of all bytes, as if the eight of the checksum were blanks. */
function checksumOf(header: Uint8Array): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return sum;
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

const put = (header: Uint8Array, at: number, value: string): void => header.set(encoder.encode(value), at);

function text(header: Uint8Array, at: number, length: number): string {
  const bytes = header.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}
