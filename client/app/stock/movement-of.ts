/** What somebody says about the stock, as an entry of its ledger: what came is positive, and a count is a difference (rule KIND-1). */
import type { LedgerField, Value } from '../../../shared/schema/field.ts';
import { parseScalar } from '../fields/parse-scalar.ts';

export type MovementWay = 'received' | 'counted' | 'lost';

export interface Way {
  readonly way: MovementWay;
  readonly label: string;
  readonly asks: string;
  readonly does: string;
}

export const movementWays = [
  { way: 'received', label: 'Came in', asks: 'How many came', does: 'Receive' },
  { way: 'counted', label: 'Counted', asks: 'How many are there', does: 'Set the count' },
  { way: 'lost', label: 'Lost or broken', asks: 'How many are gone', does: 'Write off' },
] as const satisfies readonly Way[];

export type Movement =
  | { readonly ok: true; readonly parts: Readonly<Record<string, Value>> }
  | { readonly ok: false; readonly why: string };

/** `stock` is what this device thought was there while somebody counted. */
export function movementOf(
  field: LedgerField,
  way: MovementWay,
  typed: { readonly quantity: string; readonly note: string },
  stock: number,
): Movement {
  const { quantity: declared, note: noted } = field.entry;
  if (!declared || !noted) return { ok: false, why: 'This list takes no movements.' };
  const quantity = parseScalar(declared.scalar, typed.quantity);
  if (!quantity.ok) return quantity;
  if (typeof quantity.value !== 'number') return { ok: false, why: 'How many?' };
  if (quantity.value < 0 || (quantity.value === 0 && way !== 'counted'))
    return { ok: false, why: way === 'counted' ? 'None or more.' : 'One or more.' };
  const note = parseScalar(noted.scalar, typed.note.trim());
  if (!note.ok) return { ok: false, why: `Note: ${note.why}` };
  const change = { received: quantity.value, counted: quantity.value - stock, lost: -quantity.value }[way];
  // A count that finds what was expected is worth noting; the ledger then says when it was last right.
  return {
    ok: true,
    parts: { reason: way, quantity: change, ...(note.value !== null && { note: note.value }) },
  };
}
