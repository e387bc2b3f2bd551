import { expect, test } from 'vitest';
import { createTextSeal } from './seal-text.ts';

const key = new Uint8Array(32).fill(7);

test('OIDC-9: what is sealed is opened by the same key and for the same purpose alone, and never said twice in the same way', () => {
  const seal = createTextSeal(key, 'tests');
  const [one, two] = [seal.seal('a secret ✓'), seal.seal('a secret ✓')];
  expect(one).not.toBe(two);
  expect([one, two].map((sealed) => seal.open(sealed))).toEqual(['a secret ✓', 'a secret ✓']);
  expect(createTextSeal(key, 'others').open(one)).toBeUndefined();
  expect(createTextSeal(new Uint8Array(32), 'tests').open(one)).toBeUndefined();
});

test('OIDC-9: what was changed, cut off, or sealed by nobody is not opened', () => {
  const seal = createTextSeal(key, 'tests');
  const bytes = Buffer.from(seal.seal('abc'), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(seal.open(changed.toString('base64url')), String(at)).toBeUndefined();
    expect(seal.open(bytes.subarray(0, at).toString('base64url')), String(at)).toBeUndefined();
  }
});
