/** How many list elements one update of a record may bring at all, whatever a judge would say of them. */
import type { Kind } from '../schema/field.ts';
import { maxLedger } from './judge-ledger.ts';
import { maxEntries } from './judge-registers.ts';

/**
 * The elements that a full record holds: no honest update has more, since even a whole document has not. What the scan
 * of an update counts as `elements` is to be compared with it before `admit`, and more of them answered with a close.
 */
export function elementsAllowed(kind: Kind | undefined): number {
  const fields = kind ? [...kind.fields.values()] : [];
  const ledgers = fields.filter(({ policy }) => policy === 'ledger').length;
  // Roots that this version does not know have together as much as one ledger.
  return maxEntries + (ledgers + 1) * maxLedger;
}
