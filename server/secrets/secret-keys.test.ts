import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentNamed, shopNamed } from '../store/entries-scene.ts';
import { seal, unseal } from './seal.ts';
import { BadSecretKeys, openSecretKeys, secretKeysPath } from './secret-keys.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'solder-keys-'));
  file = secretKeysPath(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('SECRET-3: many that start at once end with one key, which only its owner can read', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => openSecretKeys(file)));
  for (const { current } of opened) expect(current).toEqual(opened[0]?.current);
  expect(opened[0]?.current.bytes).toHaveLength(32);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  expect(await readdir(path.dirname(file))).toEqual(['secrets.keys']);
});

test('SECRET-3: a renewed key is in use, the old one opens until it is retired, and both are so after a restart', async () => {
  const keys = await openSecretKeys(file);
  const old = keys.current;
  await keys.renew();
  expect(keys.current.id).not.toBe(old.id);
  const again = await openSecretKeys(file);
  expect([again.current, again.withId(old.id), again.count]).toEqual([keys.current, old, 2]);
  await again.retireOthers();
  const last = await openSecretKeys(file);
  expect([last.current, last.withId(old.id), last.count]).toEqual([keys.current, undefined, 1]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual(['secrets.keys']);
});

test.each(['', 'short\n', 'abcdef01 short\n', 'token\n'])(
  'SECRET-3: a file that holds %j is said to be none and left as it is',
  async (text) => {
    await openSecretKeys(file);
    await writeFile(file, text);
    await expect(openSecretKeys(file)).rejects.toBeInstanceOf(BadSecretKeys);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('SECRET-2: what is sealed opens where it belongs, with its key, unchanged, and nowhere else', async () => {
  const { current } = await openSecretKeys(file);
  const place = { name: documentNamed('device/a'), secret: 'passcode' };
  const sealed = seal(current, place, 'päss 0000 😀');
  expect(unseal(current, place, sealed)).toBe('päss 0000 😀');
  expect(seal(current, place, 'x').nonce).not.toEqual(seal(current, place, 'x').nonce);
  const others = [
    { ...place, secret: 'pattern' },
    { ...place, name: documentNamed('device/b') },
    { ...place, name: documentNamed('order/a') },
    { ...place, name: documentNamed('device/a', shopNamed('far')) },
  ];
  for (const other of others) expect(unseal(current, other, sealed)).toBeUndefined();
  for (let bit = 0; bit < sealed.bytes.length * 8; bit += 5) {
    const bytes = sealed.bytes.slice();
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(unseal(current, place, { ...sealed, bytes })).toBeUndefined();
  }
  for (let length = 0; length < sealed.bytes.length; length++) {
    expect(unseal(current, place, { ...sealed, bytes: sealed.bytes.slice(0, length) })).toBeUndefined();
  }
  expect(unseal(current, place, { ...sealed, nonce: sealed.nonce.slice(1) })).toBeUndefined();
  const other = await openSecretKeys(path.join(folder, 'other.keys'));
  expect(unseal({ ...other.current, id: current.id }, place, sealed)).toBeUndefined();
});
