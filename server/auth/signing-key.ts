/**
 * The key that signs this relay's tokens: 32 random bytes, made on the first start, kept beside the log and
 * never shown or logged (rule AUTH-1). Whoever can read the file can sign in as anybody.
 */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';

const keyBytes = 32;

/** The key file is there and is not a key. Nothing is overwritten: tokens that were given out hang on it. */
export class BadSigningKey extends Error {
  override readonly name = 'BadSigningKey';
}

export const signingKeyPath = (dataFolder: string): string => path.join(dataFolder, 'keys', 'token.key');

/**
 * Reads the key, or makes it. Two processes that start at once end with the same key.
 * @throws BadSigningKey when the file holds something else.
 */
export async function openSigningKey(dataFolder: string): Promise<Uint8Array> {
  const file = signingKeyPath(dataFolder);
  return (await readKey(file)) ?? (await makeKey(file));
}

/** Reads the key; undefined when none was made yet. */
export const readSigningKey = (dataFolder: string): Promise<Uint8Array | undefined> =>
  readKey(signingKeyPath(dataFolder));

async function readKey(file: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== keyBytes) throw new BadSigningKey(`${file} does not hold a signing key.`);
  return key;
}

async function makeKey(file: string): Promise<Uint8Array> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await chmod(path.dirname(file), 0o700);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(keyBytes).toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    // Linking fails when somebody else's key is there already, and never shows a file that is half written.
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  const key = await readKey(file);
  if (!key) throw new BadSigningKey(`${file} was removed while it was made.`);
  return key;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
