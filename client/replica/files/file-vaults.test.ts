import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { DexieFileVault } from './dexie-file-vault.ts';
import { fileVaultContract } from './file-vault.contract.ts';
import { MemoryFileVault } from './memory-file-vault.ts';

fileVaultContract('DexieFileVault', async () => {
  const vault = new DexieFileVault({ name: 'files', indexedDB: new IDBFactory(), IDBKeyRange });
  await vault.open();
  return vault;
});

fileVaultContract('MemoryFileVault', async () => new MemoryFileVault());
