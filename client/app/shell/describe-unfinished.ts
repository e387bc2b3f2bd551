/** What is said of a field that holds up something because what is typed in it is no value yet. Pure. */
import { parseEntityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { inWords } from '../words.ts';

export interface Unfinished {
  readonly name: EntityName;
  readonly field: string;
  readonly text: string;
}

/** @param key of a draft; undefined for what is none */
export function describeUnfinished(key: string): Unfinished | undefined {
  const end = key.lastIndexOf('/');
  const name = parseEntityKey(key.slice(0, end));
  const field = key.slice(end + 1);
  if (!name) return undefined;
  const label = kindNamed(name.kind)?.fields.get(field)?.label ?? inWords(field);
  return { name, field, text: `${label} is not finished: what is typed there is no value yet.` };
}
