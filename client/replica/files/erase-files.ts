/** Files that were erased, and those that wait to be sent for records that were, go from a database of files (rule ERASE-10). */
import type { GoneHere } from '../vault.ts';
import type { FileVault } from './file-vault.ts';

/** @throws VaultFailed */
export async function eraseFiles(
  vault: Pick<FileVault, 'queue' | 'forget'>,
  { names, files }: GoneHere,
): Promise<void> {
  const erased = new Set(names);
  const queued = (await vault.queue()).filter((entry) => erased.has(entry.for));
  for (const id of new Set([...files, ...queued.map((entry) => entry.id)])) await vault.forget(id);
}
