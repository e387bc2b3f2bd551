/**
 * Whether the keys of a data folder are as secret as a relay needs that others can reach (rule AUTH-20). Keys are made at random
 * with the folder, so that there is no default; what is left is one that was typed by hand, or that others may read.
 */
import { readFile, stat } from 'node:fs/promises';
import { secretKeysPath } from '../secrets/secret-keys.ts';
import { signingKeyPath } from './signing-key.ts';

/** A key of 32 random bytes has fewer different ones than this once in more worlds than there are. */
const fewestBytes = 12;

/** Why it is not, in words for the operator; undefined when nothing is wrong. */
export async function whyKeysAreOpen(dataFolder: string, secretKeys: string): Promise<string | undefined> {
  const signing = signingKeyPath(dataFolder);
  for (const file of [signing, secretKeys || secretKeysPath(dataFolder)]) {
    const found = await stat(file).catch(() => undefined);
    if (found && (found.mode & 0o077) !== 0) {
      return `${file} can be read by others than its owner. Run "chmod 600 ${file}", and remove it instead if somebody may have read it.`;
    }
  }
  const key = Buffer.from((await readFile(signing, 'utf8')).trim(), 'base64url');
  if (new Set(key).size >= fewestBytes) return undefined;
  return `${signing} was not made at random. Remove it, and the next start makes a new one; everybody signs in again.`;
}
