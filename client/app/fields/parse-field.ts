/**
 * What a person typed, as a value of a field, or why it is none: of its type, and nothing that a slip of the hand makes of it (rule
 * APP-4). What comes by other ways, from before or from elsewhere, is shown as it is.
 */
import type { RegisterField, Value } from '../../../shared/schema/field.ts';
import { parseScalar, type Parsed } from './parse-scalar.ts';

export type TypedField = Pick<RegisterField, 'scalar' | 'typed'>;

export function parseField(field: TypedField, text: string): Parsed {
  const parsed = parseScalar(field.scalar, text);
  const why = parsed.ok ? slipIn(field, parsed.value) : undefined;
  return why === undefined ? parsed : { ok: false, why };
}

function slipIn({ scalar, typed }: TypedField, value: Value): string | undefined {
  if (scalar.type === 'money' && typeof value === 'number' && value < 0) return 'An amount is not negative.';
  if (typed !== 'imei' || typeof value !== 'string') return undefined;
  // With its check digit, without it, or with the two digits of its software's version.
  const digits = value.replaceAll(/[\s-]/g, '');
  return digits === '' || /^\d{14,16}$/.test(digits) ? undefined : 'An IMEI has 15 digits.';
}
