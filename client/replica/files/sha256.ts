/** SHA-256 in hex. A page that is not in a secure context (a shop's own network without TLS) has no `crypto.subtle`. */
export async function sha256(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: Pick<SubtleCrypto, 'digest'> | null = globalThis.crypto?.subtle ?? null,
): Promise<string> {
  const sum = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes))
    : (await import('lib0/hash/sha256')).digest(bytes);
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
