import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('PHOTO-4: the checksum is the same with and without the platform', async () => {
  const bytes = new TextEncoder().encode('abc');
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256(bytes)).toBe(known);
  const without = await sha256(bytes, null);
  expect(without).toBe(known);
  for (const length of [0, 1, 63, 64, 65, 100_000]) {
    const each = new Uint8Array(length).fill(length % 251);
    expect(await sha256(each, null)).toBe(await sha256(each));
  }
});
