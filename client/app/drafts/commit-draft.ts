/** What committing a draft does to its document. Knows neither the document nor the page. */
import type { Value } from '../../../shared/schema/field.ts';
import { parseField, type TypedField } from '../fields/parse-field.ts';
import { editScalar } from '../fields/show-scalar.ts';

/** What was typed, and the document's value when typing began. */
export interface Typed {
  readonly text: string;
  readonly base: Value;
}

export type Commitment =
  | { readonly kind: 'write'; readonly value: Value }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'no value'; readonly why: string };

/**
 * A draft that ends where it began says nothing, whatever came meanwhile; neither does one that says what is there
 * already. Texts are compared before values: an input shows an instant only to its minute (rule APP-5).
 */
export function commitDraft(field: TypedField, { text, base }: Typed, current: Value): Commitment {
  const { scalar } = field;
  if (text === editScalar(scalar, base) || text === editScalar(scalar, current)) return { kind: 'nothing' };
  const parsed = parseField(field, text);
  if (!parsed.ok) return { kind: 'no value', why: parsed.why };
  const { value } = parsed;
  return value === base || value === current ? { kind: 'nothing' } : { kind: 'write', value };
}
