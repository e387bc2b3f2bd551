/** Where a field with a workflow may go from where it is: the moves onward, the likely one first. */
import type { Value } from '../../../shared/schema/field.ts';
import { legalMoves } from '../../../shared/schema/device-status.ts';

export function movesOnward(kind: string, values: readonly string[], from: Value): readonly string[] {
  const here = typeof from === 'string' ? from : null;
  if (kind === 'device') return legalMoves(here);
  return values.filter((value) => value !== here);
}
