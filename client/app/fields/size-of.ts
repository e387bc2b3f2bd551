/** How much room a field asks for on a line: a layout of columns gives it one, or the whole width. */
import type { Field } from '../../../shared/schema/field.ts';

export type FieldSize = 'short' | 'medium' | 'long';

/** Beyond these a string seldom fits into a narrow or into any column. */
const mediumFrom = 100;
const longFrom = 150;

export function sizeOf(field: Field): FieldSize {
  if (!('scalar' in field)) return 'long';
  const { scalar } = field;
  switch (scalar.type) {
    case 'string':
      // Beside what calls it.
      if (field.find === 'phone') return 'medium';
      if (scalar.person || scalar.max > longFrom) return scalar.person ? 'medium' : 'long';
      return scalar.max > mediumFrom ? 'medium' : 'short';
    case 'instant':
    case 'reference':
      return 'medium';
    default:
      return 'short';
  }
}
