/** What of a row a search looks at: everything a person would type, and no ids of other records or instants. */
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Row } from '../../shared/document/types.ts';
import { foldText } from './fold-text.ts';

export function rowText(row: Row): string {
  const kind = kindNamed(row.kind);
  const parts: string[] = [];
  for (const [name, value] of Object.entries(row.fields)) {
    const field = kind?.fields.get(name);
    if (field && 'scalar' in field && field.scalar.type === 'reference') continue;
    if (typeof value === 'string') parts.push(value);
    else if (Array.isArray(value)) {
      for (const element of value) if (typeof element === 'string') parts.push(element);
    }
  }
  return foldText(parts.join('\n'));
}
