/** Why a text is no value of a field that is asked for outside of a record's page. */
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { parseField } from './parse-field.ts';

/** Undefined when it is one; nothing at all is one, too. */
export function unfit(kindName: string, fieldName: string, text: string): string | undefined {
  const field = must(kinds.get(kindName)?.fields.get(fieldName), `${kindName} has no ${fieldName}`);
  if (!('scalar' in field)) return undefined;
  const parsed = parseField(field, text.trim());
  return parsed.ok ? undefined : parsed.why;
}
