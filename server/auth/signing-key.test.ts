import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BadSigningKey, openSigningKey, readSigningKey, signingKeyPath } from './signing-key.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('AUTH-1: the key is 32 bytes, stays the same, and only its owner can read it', async () => {
  expect(await readSigningKey(folder)).toBeUndefined();
  const key = await openSigningKey(folder);
  expect(key).toHaveLength(32);
  expect(await openSigningKey(folder)).toEqual(key);
  expect(await readSigningKey(folder)).toEqual(key);
  expect((await stat(signingKeyPath(folder))).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(signingKeyPath(folder)))).mode & 0o777).toBe(0o700);
});

test('AUTH-1: many that make it at once end with one key and no leftovers', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openSigningKey(folder)));
  for (const key of keys) expect(key).toEqual(keys[0]);
  expect(await readdir(path.dirname(signingKeyPath(folder)))).toEqual(['token.key']);
});

test('AUTH-1: two folders have two keys', async () => {
  const other = await openSigningKey(path.join(folder, 'other'));
  expect(await openSigningKey(folder)).not.toEqual(other);
});

test('AUTH-1: a file that is no key is said to be none and left as it is', async () => {
  await mkdir(path.dirname(signingKeyPath(folder)));
  await writeFile(signingKeyPath(folder), 'short\n');
  await expect(openSigningKey(folder)).rejects.toBeInstanceOf(BadSigningKey);
});
