/** Where a status may go from where it is: the moves onward, the likely one first. */
import type { Value } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';

export function movesOnward(kind: string, values: readonly string[], from: Value): readonly string[] {
  const here = typeof from === 'string' ? from : null;
  const field = kindNamed(kind)?.fields.get('status');
  if (field && 'moves' in field && field.moves) return field.moves(here);
  return values.filter((value) => value !== here);
}
