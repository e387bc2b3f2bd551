/** Bytes with numbers before them, made in one allocation: broadcasting does this for every update. */

/** Each number as a varUint, then the bytes. Whole numbers from 0 on. */
export function headed(numbers: readonly number[], body: Uint8Array): Uint8Array<ArrayBuffer> {
  let size = body.length;
  for (const number of numbers) size += sizeOf(number);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const number of numbers) {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
    bytes[at++] = rest;
  }
  bytes.set(body, at);
  return bytes;
}

function sizeOf(number: number): number {
  let size = 1;
  for (let rest = number; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}
