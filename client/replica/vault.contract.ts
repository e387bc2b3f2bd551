/** What every vault promises, run on each implementation. `open` gives a new, empty vault. */
import { describe } from 'vitest';
import { bundlesContract } from './bundles/bundles.contract.ts';
import { discardsContract } from './discards.contract.ts';
import { erasingContract } from './erasing.contract.ts';
import { keepingContract } from './keeping/keeping.contract.ts';
import { numbersContract } from './numbers.contract.ts';
import { outboxContract } from './outbox.contract.ts';
import { pagesContract } from './pages.contract.ts';
import { recordsContract } from './records.contract.ts';
import { rowsContract } from './rows.contract.ts';
import { withheldContract } from './withheld.contract.ts';
import type { Vault } from './vault.ts';

export function vaultContract(name: string, open: () => Promise<Vault>): void {
  describe(`${name} keeps the vault's contract`, () => {
    pagesContract(open);
    bundlesContract(open);
    recordsContract(open);
    rowsContract(open);
    keepingContract(open);
    outboxContract(open);
    discardsContract(open);
    withheldContract(open);
    erasingContract(open);
    numbersContract(open);
  });
}
