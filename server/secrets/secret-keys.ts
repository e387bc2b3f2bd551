/**
 * The keys that secrets are sealed with, in a file of their own: the first line is the one in use, the others are of before a
 * rotation that is not through. Made on the first start, mode 0600, never logged, and never overwritten by anything but a
 * rotation (rule SECRET-3). Without this file nobody can open what is stored.
 */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../../shared/lib/assert.ts';

const keyBytes = 32;

export interface SecretKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The key file is there and holds something else. It is left as it is: secrets hang on it. */
export class BadSecretKeys extends Error {
  override readonly name = 'BadSecretKeys';
}

export const secretKeysPath = (dataFolder: string): string => path.join(dataFolder, 'keys', 'secrets.keys');

export class SecretKeys {
  readonly #file: string;
  #keys: readonly SecretKey[];

  constructor(file: string, keys: readonly SecretKey[]) {
    this.#file = file;
    this.#keys = keys;
  }

  /** The one to seal with. */
  get current(): SecretKey {
    return must(this.#keys[0], 'a key file has a key');
  }

  /** How many there are: more than one while a rotation is not through. */
  get count(): number {
    return this.#keys.length;
  }

  withId(id: string): SecretKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /** Puts a new key in use; the others stay to open with. On disk before it is used. */
  async renew(): Promise<void> {
    await this.#keep([freshKey(), ...this.#keys]);
  }

  /** Lets go of all keys but the one in use: what is sealed with them opens never again, wherever a copy of it lies. */
  retireOthers(): Promise<void> {
    return this.#keep([this.current]);
  }

  async #keep(keys: readonly SecretKey[]): Promise<void> {
    const draft = await writeDraft(this.#file, keys);
    await rename(draft, this.#file);
    await syncFolder(this.#file);
    this.#keys = keys;
  }
}

/**
 * Reads the keys, or makes the first. Two processes that start at once end with the same one.
 * @throws BadSecretKeys when the file holds something else
 */
export async function openSecretKeys(file: string): Promise<SecretKeys> {
  return new SecretKeys(file, (await readKeys(file)) ?? (await makeKeys(file)));
}

async function readKeys(file: string): Promise<readonly SecretKey[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = lines.map((line): SecretKey => {
    const [, id, key] = /^([0-9a-f]{8}) ([A-Za-z0-9_-]{43})$/.exec(line.trim()) ?? [];
    if (id === undefined || key === undefined)
      throw new BadSecretKeys(`${file} does not hold keys of secrets.`);
    return { id, bytes: Buffer.from(key, 'base64url') };
  });
  if (keys.length === 0) throw new BadSecretKeys(`${file} does not hold keys of secrets.`);
  return keys;
}

async function makeKeys(file: string): Promise<readonly SecretKey[]> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = await writeDraft(file, [freshKey()]);
  try {
    // Linking fails when somebody else's keys are there already, and never shows a file that is half written.
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(file);
  const keys = await readKeys(file);
  if (!keys) throw new BadSecretKeys(`${file} was removed while it was made.`);
  return keys;
}

async function writeDraft(file: string, keys: readonly SecretKey[]): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    const lines = keys.map(({ id, bytes }) => `${id} ${Buffer.from(bytes).toString('base64url')}\n`);
    await handle.writeFile(lines.join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(draft, 0o600);
  return draft;
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const freshKey = (): SecretKey => ({ id: randomBytes(4).toString('hex'), bytes: randomBytes(keyBytes) });

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
