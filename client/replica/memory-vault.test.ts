import { MemoryVault } from './memory-vault.ts';
import { vaultContract } from './vault.contract.ts';

vaultContract('MemoryVault', () => Promise.resolve(new MemoryVault()));
