/**
 * Opens this device's vault, or works from memory when that takes longer than five seconds or fails (fault 2).
 * A database that opens later than that is closed again: half of a session in each would help nobody.
 */
import type { Time } from '../../shared/lib/time.ts';
import { DexieVault } from './dexie-vault.ts';
import { MemoryVault } from './memory-vault.ts';
import type { ReplicaOptions } from './options.ts';
import type { Vault } from './vault.ts';

const patience = 5_000;

export const vaultName = ({
  device = '',
  shop,
  user,
}: Pick<ReplicaOptions, 'device' | 'shop' | 'user'>): string => `${device}solder/${shop}/${user.id}`;

export async function openVault(
  options: Pick<ReplicaOptions, 'device' | 'shop' | 'user' | 'indexedDB' | 'IDBKeyRange'>,
  time: Time,
): Promise<Vault> {
  const { indexedDB, IDBKeyRange } = options;
  if (!indexedDB || !IDBKeyRange) return new MemoryVault();
  const vault = new DexieVault({
    name: vaultName(options),
    indexedDB,
    IDBKeyRange,
    now: () => time.now(),
  });
  const late = Promise.withResolvers<'late'>();
  const cancel = time.after(patience, () => late.resolve('late'));
  const end = await Promise.race([openAndRead(vault), late.promise]);
  cancel();
  if (end === 'open') return vault;
  await vault.close();
  return new MemoryVault();
}

/** One that opens but cannot be read is of no use either. */
async function openAndRead(vault: DexieVault): Promise<'open' | 'failed'> {
  try {
    await vault.open();
    await vault.meta();
    return 'open';
  } catch {
    return 'failed';
  }
}
