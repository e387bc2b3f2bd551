/** Opens this device's files, or keeps them in memory when that fails or takes too long, as with the vault (fault 2). */
import type { Time } from '../../../shared/lib/time.ts';
import { vaultName } from '../open-vault.ts';
import { DexieFileVault } from './dexie-file-vault.ts';
import type { FileVault } from './file-vault.ts';
import { MemoryFileVault } from './memory-file-vault.ts';
import type { FilesOptions } from './options.ts';

const patience = 5_000;

type Where = Pick<FilesOptions, 'device' | 'shop' | 'user' | 'indexedDB' | 'IDBKeyRange'>;

/** The database of files, and what its locks and channels begin with. */
export const filesName = (where: Where): string => `${vaultName(where)}/files`;

export async function openFileVault(where: Where, time: Time): Promise<FileVault> {
  const { indexedDB, IDBKeyRange } = where;
  if (!indexedDB || !IDBKeyRange) return new MemoryFileVault();
  const vault = new DexieFileVault({ name: filesName(where), indexedDB, IDBKeyRange });
  const late = Promise.withResolvers<boolean>();
  const cancel = time.after(patience, () => late.resolve(false));
  // One that opens but cannot be read is of no use either.
  const readable = vault.open().then(() => vault.queue());
  const open = await Promise.race([
    readable.then(
      () => true,
      () => false,
    ),
    late.promise,
  ]);
  cancel();
  if (open) return vault;
  await vault.close();
  return new MemoryFileVault();
}
