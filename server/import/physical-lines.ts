/**
 * Bytes to lines of text, each with its number. Holds one line at a time: a line that is too long, not UTF-8 or
 * has a NUL in it is said to be so, and the next one is read as if nothing had been (rule IMPORT-3).
 */

export type LineFault = 'encoding' | 'nul' | 'too-long';

export type PhysicalLine =
  { readonly line: number; readonly text: string } | { readonly line: number; readonly fault: LineFault };

/** More than ten times what the longest problem in a published file needs. */
export const longestLine = 65_536;

const newline = 0x0a;
const carriageReturn = 0x0d;

export async function* physicalLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<PhysicalLine> {
  let held: Uint8Array[] = [];
  let size = 0;
  let line = 1;

  const take = (): PhysicalLine => {
    const bytes = size > longestLine ? undefined : Buffer.concat(held);
    held = [];
    size = 0;
    const number = line++;
    return bytes ? decode(bytes, number) : { line: number, fault: 'too-long' };
  };
  const hold = (part: Uint8Array): void => {
    size += part.length;
    if (size > longestLine) held = [];
    else if (part.length > 0) held.push(part);
  };

  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      hold(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    hold(chunk.subarray(from));
  }
  if (size > 0) yield take();
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array, line: number): PhysicalLine {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  if (bytes.includes(0)) return { line, fault: 'nul' };
  try {
    const text = decoder.decode(bytes.subarray(0, end));
    // Spreadsheets begin a file with a byte order mark; it belongs to no column's name.
    return { line, text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
  } catch {
    return { line, fault: 'encoding' };
  }
}
