/** Raw inflating with the platform's own stream, never beyond the length that was announced. */

/** The inflated bytes, or undefined when they are broken or not exactly `length` bytes. Never rejects. */
export type Inflate = (deflated: Uint8Array, length: number) => Promise<Uint8Array | undefined>;

export const inflateRaw: Inflate = async (deflated, length) => {
  const stream = new DecompressionStream('deflate-raw');
  const reader = stream.readable.getReader();
  const writing = feed(stream.writable.getWriter(), deflated);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      // A bomb is cut off after the first piece too many, not after it has filled the memory.
      if (size > length) {
        await reader.cancel();
        return undefined;
      }
      parts.push(value);
    }
  } catch {
    return undefined;
  } finally {
    await writing;
  }
  return size === length ? joined(parts, size) : undefined;
};

/** What goes wrong here is seen by the reader of the other end as well. */
async function feed(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Uint8Array): Promise<void> {
  try {
    await writer.write(bytes as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch {
    // The reading end reports it.
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
